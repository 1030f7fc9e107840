import { type EpochMs, epochMs, HOUR_MS } from "../../src/domain/units.ts";
import type { Act, Outcome } from "../../src/simulator/acts/act.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import { openLife } from "../../src/simulator/life/open-life.ts";
import { openSimulatorDatabase } from "../../src/simulator/simulator-database.ts";
import { openTelemetry } from "../../src/simulator/telemetry/open-telemetry.ts";
import { buildWorld } from "../../src/simulator/world/build-world.ts";
import type { Preset } from "../../src/simulator/world/world.ts";

/**
 * Lives a preset hour by hour as a simulation does, without stories and without the real rows of watched tables, and
 * tells each act with what came of it. Returns the audit and query rows that were left.
 */
export async function livePreset(
  preset: Preset,
  { seed, startAt }: { readonly seed: number; readonly startAt: EpochMs },
  onAct: (act: Act, outcome: Outcome) => void,
): Promise<number> {
  const world = buildWorld({ preset, seed, startAt });
  const { account } = world;
  const database = await openSimulatorDatabase({ memoryLimitMb: 512, threadCount: 1 });
  const telemetry = await openTelemetry({ database, account, seed, prices: world.prices });
  const context = openActContext({ account, log: telemetry.log, seed, writeRows: () => undefined });
  const life = openLife(world, account);
  for (let hour = 0; hour < preset.dayCount * 24; hour++) {
    const from = startAt + hour * HOUR_MS;
    for (const act of life.actsBetween(epochMs(from), epochMs(from + HOUR_MS)))
      onAct(act, performAct(context, act));
    if (hour % 240 === 239) await telemetry.flush();
  }
  const rowCount = telemetry.rowCount("system.access.audit") + telemetry.rowCount("system.query.history");
  database.close();
  return rowCount;
}
