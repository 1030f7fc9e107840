import { beforeAll, describe, expect, test } from "vitest";
import { livePreset } from "../../../test/conformance/live-preset.ts";
import { epochMs } from "../../domain/units.ts";
import type { Act, Outcome } from "../acts/act.ts";
import { PRESETS } from "../world/world.ts";

const OPTIONS = { seed: 7, startAt: epochMs(Date.UTC(2026, 2, 2)) };
const SMALL = PRESETS.filter(({ id }) => id === "small");

describe.each(SMALL)("the preset $id, lived", (preset) => {
  const refused: Act[] = [];
  let statementCount = 0;
  let rowCount = 0;

  function note(act: Act, outcome: Outcome): void {
    if (act.kind === "statement" && act.jobRun === null) statementCount++;
    if (outcome.kind === "refused") refused.push(act);
  }

  beforeAll(async () => {
    rowCount = await livePreset(preset, OPTIONS, note);
  });

  test("leaves the audit and query rows it promises, and no more than a fifth over", () => {
    expect(rowCount / preset.rowCount).toBeGreaterThan(1.03);
    expect(rowCount / preset.rowCount).toBeLessThan(1.2);
  });

  test("is refused nothing but what failed runs met, and a few queries where nobody should look", () => {
    const statements = refused.flatMap((act) => (act.kind === "statement" ? [act] : []));
    expect(statements.length).toBe(refused.length);
    const strayed = statements.filter(({ refusal }) => refusal === null);
    expect(strayed.filter(({ reads }) => !reads.every(isSensitive))).toEqual([]);
    expect(strayed.length).toBeGreaterThan(0);
    expect(strayed.length / statementCount).toBeLessThan(0.01);
  });
});

function isSensitive({ name }: { readonly name: string }): boolean {
  return name.startsWith("prod.people.") || name.startsWith("prod.finance.");
}
