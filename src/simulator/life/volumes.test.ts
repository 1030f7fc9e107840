import { beforeAll, describe, expect, test } from "vitest";
import { epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Act, Outcome } from "../acts/act.ts";
import { openActContext } from "../acts/open-act-context.ts";
import { performAct } from "../acts/perform-act.ts";
import { openSimulatorDatabase } from "../simulator-database.ts";
import { openTelemetry } from "../telemetry/open-telemetry.ts";
import { buildWorld } from "../world/build-world.ts";
import { PRESETS } from "../world/world.ts";
import { openLife } from "./open-life.ts";

const START = epochMs(Date.UTC(2026, 2, 2));

/** Lives the preset `small` hour by hour, as a simulation does, without its real rows. */
async function liveSmall(seed: number) {
  const [preset] = PRESETS;
  if (preset === undefined) throw new Error("there are no presets");
  const world = buildWorld({ preset, seed, startAt: START });
  const { account } = world;
  const database = await openSimulatorDatabase({ memoryLimitMb: 256, threadCount: 1 });
  const telemetry = await openTelemetry({ database, account, seed, prices: world.prices });
  const context = openActContext({ account, log: telemetry.log, seed, writeRows: () => undefined });
  const life = openLife(world, account);
  const lived: { readonly act: Act; readonly outcome: Outcome }[] = [];
  for (let hour = 0; hour < preset.dayCount * 24; hour++) {
    const from = START + hour * HOUR_MS;
    for (const act of life.actsBetween(epochMs(from), epochMs(from + HOUR_MS)))
      lived.push({ act, outcome: performAct(context, act) });
  }
  const rowCount = telemetry.rowCount("system.access.audit") + telemetry.rowCount("system.query.history");
  database.close();
  return { preset, lived, rowCount };
}

describe("the preset small, lived", () => {
  let lived: Awaited<ReturnType<typeof liveSmall>>;
  beforeAll(async () => {
    lived = await liveSmall(7);
  });

  test("leaves the audit and query rows it promises, and no more than a fifth over", () => {
    expect(lived.rowCount / lived.preset.rowCount).toBeGreaterThan(1.03);
    expect(lived.rowCount / lived.preset.rowCount).toBeLessThan(1.2);
  });

  test("is refused nothing but what failed runs met, and a few queries where nobody should look", () => {
    const refused = lived.lived.filter(({ outcome }) => outcome.kind === "refused");
    const ordinary = refused.filter(
      ({ act }) => !(act.kind === "statement" && (act.refusal !== null || act.reads.every(isSensitive))),
    );
    expect(ordinary).toEqual([]);
    const statements = lived.lived.filter(({ act }) => act.kind === "statement" && act.jobRun === null);
    const strayed = refused.filter(({ act }) => act.kind === "statement" && act.refusal === null);
    expect(strayed.length).toBeGreaterThan(0);
    expect(strayed.length / statements.length).toBeLessThan(0.01);
  });
});

function isSensitive({ name }: { readonly name: string }): boolean {
  return name.startsWith("prod.people.") || name.startsWith("prod.finance.");
}
