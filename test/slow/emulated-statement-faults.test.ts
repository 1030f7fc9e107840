import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";
import type { DurationMs } from "../../src/domain/units.ts";
import { openDatabricksEngine } from "../../src/engines/databricks/open-databricks-engine.ts";
import type { ColumnQuery, Engine } from "../../src/ports/engine.ts";
import type { Fault, FaultKind } from "../../src/simulator/emulator/fault-knobs.ts";
import { sql } from "../../src/sql/sql.ts";
import { ADMIN, openSmallAccount, SMALL_KEY_PRINCIPALS, START_AT } from "../emulator/open-small-account.ts";
import { type ServedEmulator, serveEmulator } from "../emulator/serve-emulator.ts";
import { simulateAccount } from "../emulator/simulate-account.ts";

/** Three chunks of the emulator, the last one hardly begun. */
const ROW_COUNT = 100_003;
/** One chunk, where it is not about their number. */
const FEW_ROW_COUNT = 1_003;
const never = new AbortController().signal;
const limits = { timeoutMs: 600_000 as DurationMs, signal: never };

const SUBMIT = "/api/2.0/sql/statements";
const CHUNK = "/api/2.0/sql/statements/*/result/chunks/*";
const LINK = "/external-results/*";

/** Failures that pass. A second copy of a statement reads once more, so that those after the effect count, too. */
const PASSING: readonly (Partial<Fault> & { readonly kind: FaultKind })[] = [
  { kind: "too_many_requests", retryAfterS: 7, isAfterEffect: false },
  { kind: "unavailable", isAfterEffect: false },
  { kind: "internal_error", isAfterEffect: true },
  { kind: "html_page", isAfterEffect: false },
  { kind: "empty_body", isAfterEffect: true },
  { kind: "broken_json", isAfterEffect: true },
  { kind: "cut_body", isAfterEffect: true },
  { kind: "connection_reset", isAfterEffect: false },
  { kind: "connection_reset", isAfterEffect: true },
  { kind: "slow", delayMs: 20, isAfterEffect: false },
];

function numbered(rowCount: number): ColumnQuery {
  return {
    name: "numbered",
    sql: sql`SELECT concat('word ', CAST(id % 7 AS STRING)) AS word, id AS number FROM range(${rowCount})`,
    keys: [],
    numbers: ["number"],
    words: ["word"],
    order: "number",
  };
}

describe("statements under faults", () => {
  let served: ServedEmulator;
  let engine: Engine;
  beforeAll(async () => {
    const { account } = openSmallAccount();
    const simulation = await simulateAccount(account, {
      startAt: START_AT,
      keyPrincipals: SMALL_KEY_PRINCIPALS,
    });
    served = await serveEmulator(simulation, [ADMIN]);
    ({ engine } = await openDatabricksEngine({
      client: served.clientOf(ADMIN),
      warehouseId: "ab12",
      tables: [],
      span: { since: null, until: null },
      watched: null,
      signal: never,
    }));
  });
  afterAll(async () => {
    await engine.close();
    await served.close();
  });

  /** Streams all rows, and tells the first that is not where it belongs; null when each came once, in its place. */
  async function firstWrongRow(wantedCount = ROW_COUNT): Promise<number | null> {
    let index = 0;
    for await (const { rowCount, numbers, words } of engine.stream(numbered(wantedCount), limits))
      for (let row = 0; row < rowCount; row++, index++) {
        const word = words["word"];
        const isRight =
          numbers["number"]?.[row] === index &&
          word?.dictionary.at(word.codes[row] ?? -1)[0] === `word ${index % 7}`;
        if (!isRight) return index;
      }
    return index === wantedCount ? null : index;
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return "none";
    } catch (error) {
      return error instanceof GatehouseError ? error.code : String(error);
    }
  }

  it("without a fault, every row of a result in several chunks comes once and in its place", async () => {
    served.setFaults([]);
    expect(await firstWrongRow()).toBeNull();
  });

  it.each(PASSING)(
    "every row comes once, in its place, under $kind, after the effect: $isAfterEffect",
    async (fault) => {
      const routes = [SUBMIT, CHUNK, LINK];
      served.setFaults(
        routes.map((route) => ({ ...fault, route, nextCount: fault.kind === "slow" ? 1 : 2 })),
      );
      expect(await firstWrongRow()).toBeNull();
      expect(served.faultCount()).toBe(fault.kind === "slow" ? 3 : 6);
    },
  );

  it("every row comes once, in its place, when links have expired before they are followed", async () => {
    served.setFaults([{ kind: "expired_link", nextCount: 3 }]);
    expect(await firstWrongRow()).toBeNull();
    expect(served.faultCount()).toBe(3);
  });

  it("every row comes once, in its place, when everything fails now and then", async () => {
    served.setFaults(PASSING.map((fault) => ({ ...fault, chance: 0.015 })));
    expect(await firstWrongRow()).toBeNull();
    for (let count = 0; count < 20; count += 1) expect(await firstWrongRow(FEW_ROW_COUNT)).toBeNull();
    expect(served.faultCount()).toBeGreaterThan(1);
  });

  it("the pause that a refusal asks for is kept", async () => {
    served.setFaults([{ kind: "too_many_requests", route: CHUNK, retryAfterS: 11, nextCount: 1 }]);
    const sleptBefore = served.clock.sleeps.length;
    expect(await firstWrongRow()).toBeNull();
    expect(served.clock.sleeps.slice(sleptBefore)).toEqual([11_000]);
  });

  it.each(["empty_body", "broken_json", "cut_body", "html_page", "internal_error"] as const)(
    "a chunk that stays broken is an error, never a shorter result: %s",
    async (kind) => {
      served.setFaults([{ kind, route: LINK }]);
      expect(await failureOf(firstWrongRow(FEW_ROW_COUNT))).toBe("ENGINE_FAILED");
      served.setFaults([{ kind: "expired_link" }]);
      expect(await failureOf(firstWrongRow(FEW_ROW_COUNT))).toBe("ENGINE_FAILED");
    },
  );

  it("an error that names a bare number is told by its status", async () => {
    for (const [route, rowCount] of [
      [SUBMIT, FEW_ROW_COUNT],
      [CHUNK, ROW_COUNT],
    ] as const) {
      served.setFaults([{ kind: "numeric_error_code", route, nextCount: 1 }]);
      expect(await failureOf(firstWrongRow(rowCount))).toBe("DATABRICKS_DENIED");
    }
  });

  it("small answers that come inline are whole under the same faults", async () => {
    const query = {
      name: "few",
      sql: sql`SELECT id FROM range(7)`,
      row: (raw: Readonly<Record<string, unknown>>) => raw["id"],
    };
    for (const fault of PASSING) {
      served.setFaults([{ ...fault, route: SUBMIT, nextCount: 1 }]);
      expect(await engine.query(query, { ...limits, rowLimit: 10 })).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(served.faultCount()).toBe(1);
    }
  });

  // The last one: its answer that nobody waits for is still under way when it ends, and would meet the next faults.
  it("an answer that takes longer than the client waits is asked for again", async () => {
    served.setFaults([{ kind: "slow", route: CHUNK, delayMs: 400, nextCount: 1 }]);
    const rows = firstWrongRow(ROW_COUNT);
    while (served.faultCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    served.clock.advance(61_000);
    expect(await rows).toBeNull();
  });
});
