import { expect, test } from "vitest";
import { DAY_MS, epochMs } from "../../src/domain/units.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import { PRESETS } from "../../src/simulator/world/world.ts";

const DEMO = PRESETS.filter(({ id }) => id === "demo");

test.each(DEMO)(
  "$id leaves the audit and query rows it promises, and no more than a fifth over",
  async (preset) => {
    const simulation = await openSimulation({
      preset,
      seed: 7,
      startAt: HISTORY_START,
      memoryLimitMb: 2_048,
      threadCount: 2,
      placeStories: () => [],
    });
    try {
      await simulation.advanceTo(epochMs(HISTORY_START + preset.dayCount * DAY_MS));
      const { telemetry } = simulation;
      const rowCount = telemetry.rowCount("system.access.audit") + telemetry.rowCount("system.query.history");
      expect(rowCount / preset.rowCount).toBeGreaterThan(1.03);
      expect(rowCount / preset.rowCount).toBeLessThan(1.2);
    } finally {
      simulation.close();
    }
  },
);
