import { expect, test } from "vitest";
import { epochMs } from "../../src/domain/units.ts";
import { PRESETS } from "../../src/simulator/world/world.ts";
import { livePreset } from "../conformance/live-preset.ts";

const OPTIONS = { seed: 7, startAt: epochMs(Date.UTC(2026, 2, 2)) };
const DEMO = PRESETS.filter(({ id }) => id === "demo");

test.each(DEMO)(
  "$id leaves the audit and query rows it promises, and no more than a fifth over",
  async (preset) => {
    const rowCount = await livePreset(preset, OPTIONS, () => undefined);
    expect(rowCount / preset.rowCount).toBeGreaterThan(1.03);
    expect(rowCount / preset.rowCount).toBeLessThan(1.2);
  },
);
