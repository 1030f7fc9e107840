import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecurableName } from "../domain/access.ts";
import type { Finding } from "../domain/evidence.ts";
import type { Entity, SignalId } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import { durationMs, epochMs, HOUR_MS, pValue } from "../domain/units.ts";
import { groupFindings } from "./group-findings.ts";

function finding(id: string, hour: number, entity: Entity): Finding {
  return {
    id,
    evidence: {
      observation: {
        series: { signal: "audit.reads" as SignalId, entity },
        window: { start: epochMs(hour * HOUR_MS), length: durationMs(HOUR_MS), state: "closed" },
        value: { kind: "scalar", value: 1 },
        supportCount: 1,
      },
      detectors: ["any"],
      p: pValue(1e-6),
      referenceCount: 100,
    },
    weight: 1,
    thresholdP: 1e-5,
    value: 1,
    expected: 0,
    lower: 0,
    upper: 0,
    contributions: [],
    alsoAbout: [],
  };
}

const principal = (name: string): Entity => ({ kind: "principal", principal: name as PrincipalId });
const table = (name: string): Entity => ({ kind: "securable", securable: name as SecurableName });
const pair = (who: string, what: string): Entity => ({
  kind: "principal_securable",
  principal: who as PrincipalId,
  securable: what as SecurableName,
});

function ids(
  findings: readonly Finding[],
  hops: ReadonlyMap<string, readonly string[]> = new Map(),
): string[][] {
  return groupFindings(findings, hops).map((group) => group.map((each) => each.id));
}

describe("grouping findings", () => {
  it("joins a person and a table through the pair that names both", () => {
    expect(
      ids([
        finding("a", 1, principal("eve")),
        finding("b", 2, pair("eve", "prod.sales.orders")),
        finding("c", 3, table("prod.sales.orders")),
        finding("d", 3, table("prod.sales.customers")),
      ]),
    ).toEqual([["a", "b", "c"], ["d"]]);
  });

  it("joins a person to a table that the person had never read before", () => {
    const firstContact = { ...finding("a", 0, principal("eve")), alsoAbout: [table("prod.sales.orders")] };
    expect(ids([firstContact, finding("b", 3, table("prod.sales.orders"))])).toEqual([["a", "b"]]);
  });

  it("joins a column to its table and a table to its neighbor in lineage", () => {
    const column: Entity = { kind: "column", securable: "prod.a.raw" as SecurableName, column: "price" };
    const hops = new Map([["prod.a.clean", ["prod.a.raw"]]]);
    expect(ids([finding("a", 1, column), finding("b", 5, table("prod.a.clean"))], hops)).toEqual([
      ["a", "b"],
    ]);
    expect(ids([finding("a", 1, column), finding("b", 5, table("prod.a.clean"))])).toEqual([["a"], ["b"]]);
  });

  it("does not join over more than a day of silence", () => {
    expect(ids([finding("a", 0, principal("eve")), finding("b", 26, principal("eve"))])).toEqual([
      ["a"],
      ["b"],
    ]);
    expect(ids([finding("a", 0, principal("eve")), finding("b", 25, principal("eve"))])).toEqual([
      ["a", "b"],
    ]);
  });

  it("asks again after a week of one thing", () => {
    const steady = Array.from({ length: 20 }, (_, index) =>
      finding(`f${index}`, index * 12, principal("eve")),
    );
    const groups = ids(steady);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.flat()).toHaveLength(20);
  });

  it("does not let the platform, or a name that is everywhere, glue strangers together", () => {
    expect(
      ids([finding("a", 1, pair("system-user", "x.y.a")), finding("b", 1, pair("system-user", "x.y.b"))]),
    ).toEqual([["a"], ["b"]]);
    const everywhere = Array.from({ length: 40 }, (_, index) =>
      finding(`f${index}`, index % 20, pair("etl", `x.y.t${index}`)),
    );
    expect(ids(everywhere)).toHaveLength(40);
  });

  it("joins what goes on in one entity, however often it is found", () => {
    const job = Array.from({ length: 60 }, (_, index) =>
      finding(`f${index}`, index, {
        kind: index % 2 === 0 ? "job" : "job_task",
        jobId: "7",
        taskKey: "load",
      } as Entity),
    );
    expect(ids(job)).toHaveLength(1);
  });

  it("does not depend on the order of findings, and keeps each once", () => {
    const drawn = fc.array(
      fc.record({
        hour: fc.integer({ min: 0, max: 100 }),
        who: fc.integer({ min: 0, max: 5 }),
        what: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (rows, keys) => {
        const findings = rows.map((row, index) =>
          finding(`f${index}`, row.hour, pair(`p${row.who}`, `t${row.what}`)),
        );
        const shuffled = findings
          .map((each) => ({ each, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(ids(shuffled)).toEqual(ids(findings));
        expect(ids(findings).flat().sort()).toEqual(findings.map((each) => each.id).sort());
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});
