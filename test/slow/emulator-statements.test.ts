import { afterAll, beforeAll, expect, test } from "vitest";
import { epochMs, HOUR_MS } from "../../src/domain/units.ts";
import { principalIdOf } from "../../src/simulator/account/find-principal.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import type { StatementResult } from "../../src/simulator/statements/statement-runner.ts";
import { presetOf } from "../../src/simulator/world/preset-of.ts";

const WRITER_COUNT = 6;
const WRITE_COUNT = 8;
const READER_COUNT = 4;

let simulation: Simulation;
beforeAll(async () => {
  simulation = await openSimulation({
    preset: presetOf("small"),
    seed: 7,
    startAt: HISTORY_START,
    dayCount: 2,
    memoryLimitMb: 512,
    threadCount: 2,
    placeStories: () => [],
  });
  const { account, world } = simulation;
  const principalId = principalIdOf(account, world.keyPrincipals.adminName) ?? "";
  const privileges = ["USE_CATALOG", "USE_SCHEMA", "SELECT"];
  grant(account, { type: "catalog", name: "prod" }, { principalId, privileges });
});
afterAll(() => simulation.close());

let statementCount = 0;

function run(text: string, signal = new AbortController().signal): Promise<StatementResult> {
  const { account, statements, world } = simulation;
  const [workspaceId = ""] = [...account.workspaces.keys()];
  statementCount += 1;
  return statements.run({
    caller: {
      principalId: principalIdOf(account, world.keyPrincipals.adminName) ?? "",
      workspaceId,
      warehouseId: [...account.warehouses.keys()][0] ?? "",
      address: "198.51.100.9",
      userAgent: "test",
      application: "test",
      tokenId: null,
    },
    statementId: `00000000-0000-4000-a000-${String(statementCount).padStart(12, "0")}`,
    text,
    parameters: [],
    catalog: null,
    schema: null,
    rowLimit: null,
    signal,
  });
}

/** The one value of a statement that must succeed. */
async function value(text: string): Promise<unknown> {
  const result = await run(text);
  if (result.kind !== "rows") throw new Error(`${text}: ${JSON.stringify(result)}`);
  const [row] = await simulation.database.rows(`SELECT * FROM ${result.table} ORDER BY row_index LIMIT 1`);
  await result.drop();
  return row?.["c0"];
}

// Texts of some statements are redacted, as Databricks does; their ids are not.
test("statements at the same time, while the account's time runs, neither fail nor lose or double a row", async () => {
  await value("CREATE SCHEMA main.crowd");
  await value("CREATE TABLE main.crowd.counted (writer INT, number INT)");
  const writers = Array.from({ length: WRITER_COUNT }, async (_, writer) => {
    for (let number = 0; number < WRITE_COUNT; number += 1)
      await value(`INSERT INTO main.crowd.counted VALUES (${writer}, ${number})`);
  });
  const readers = Array.from({ length: READER_COUNT }, async () => {
    for (let number = 0; number < WRITE_COUNT; number += 1) {
      await value("SELECT count(*) FROM system.access.audit");
      await value("SELECT count(*) FROM prod.sales.orders");
      await value("SELECT count(*) FROM system.information_schema.columns");
    }
  });
  await Promise.all([simulation.advanceTo(epochMs(HISTORY_START + 30 * HOUR_MS)), ...writers, ...readers]);
  const total = WRITER_COUNT * WRITE_COUNT;
  expect(Number(await value("SELECT count(*) FROM main.crowd.counted"))).toBe(total);
  expect(Number(await value("SELECT count(DISTINCT writer * 1000 + number) FROM main.crowd.counted"))).toBe(
    total,
  );
  await simulation.advanceTo(epochMs(HISTORY_START + 40 * HOUR_MS));
  const told =
    "SELECT count(DISTINCT statement_id) FROM system.query.history WHERE statement_type = 'INSERT' AND statement_id LIKE '00000000-0000-4000-a000-%'";
  expect(Number(await value(told))).toBe(total);
});

test("statements that are canceled in any phase leave a row CANCELED, and nothing behind", async () => {
  const before = await tables();
  const slow =
    "SELECT count(*) FROM range(2000000) AS a CROSS JOIN range(2000000) AS b WHERE (a.id * b.id) % 7 = 3";
  const canceled = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const abort = new AbortController();
      const ended = run(
        index % 2 === 0 ? slow : `CREATE TABLE main.crowd.never${index} AS ${slow}`,
        abort.signal,
      );
      for (let turn = 0; turn < index * 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      abort.abort();
      return (await ended).kind;
    }),
  );
  expect(canceled).toEqual(Array.from({ length: 10 }, () => "canceled"));
  expect(await tables()).toEqual(before);
  await simulation.advanceTo(epochMs(HISTORY_START + 96 * HOUR_MS));
  const told = await value(
    "SELECT count(DISTINCT statement_id) FROM system.query.history WHERE execution_status = 'CANCELED' AND statement_id LIKE '00000000-0000-4000-a000-%'",
  );
  expect(Number(told)).toBe(10);
});

/** DuckDB tables of statements. */
async function tables(): Promise<readonly unknown[]> {
  return simulation.database.rows(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'statement_results' ORDER BY ALL",
  );
}
