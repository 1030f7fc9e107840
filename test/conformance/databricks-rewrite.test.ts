import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANONICAL_RELATIONS } from "../../src/domain/canonical-relations.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { profileQuery } from "../../src/sql/profile-query.ts";
import { sql } from "../../src/sql/sql.ts";
import { type DuckdbRows, openDuckdbRows } from "./dialect-duckdb-rows.ts";
import { DIALECT_CASES } from "./dialect-kit.ts";
import { rewrittenSql } from "./rewritten-text.ts";
import { loadSignalFiles } from "./signal-files.ts";
import { createSignalFixture, fixtureSchema } from "./signal-fixture.ts";

const files = await loadSignalFiles();

let duckdb: DuckdbRows;
beforeAll(async () => {
  duckdb = await openDuckdbRows();
  await createSignalFixture(duckdb);
  const path = Object.keys(CANONICAL_RELATIONS).map(fixtureSchema).join(",");
  await duckdb.run(`SET TimeZone = 'UTC'; SET search_path = '${path}'`);
});
afterAll(() => duckdb.close());

function inOrder(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe("Databricks text, rewritten for the emulator", () => {
  it.each(files)("gives the rows of the DuckDB text for $signal.id", async ({ signal }) => {
    const ours = await duckdb.query(signal.rollup(duckdbDialect));
    const theirs = await duckdb.query(rewrittenSql(signal.rollup(databricksDialect)));
    expect(theirs.columns).toEqual(ours.columns);
    expect(inOrder(theirs.rows)).toEqual(inOrder(ours.rows));
    expect(theirs.rows.length).toBeGreaterThan(0);
  });

  it("gives the profile of the DuckDB text for a table of every type", async () => {
    await duckdb.run(`CREATE TABLE fixture_usage.watched AS SELECT range AS id,
      CASE WHEN range % 7 = 0 THEN NULL ELSE 'v' || (range % 5) END AS name, range * 1.5::DOUBLE AS amount,
      (range / 3)::DECIMAL(10, 2) AS price, TIMESTAMPTZ '2024-01-01' + to_hours(range::INT) AS at,
      DATE '2024-01-01' + (range % 9)::INT AS day, range % 2 = 0 AS flag, ['a'] AS tags FROM range(50)`);
    const types = { id: "bigint", name: "string", amount: "double", price: "decimal(10,2)", at: "timestamp" };
    const more = { day: "date", flag: "boolean", tags: "array<string>" };
    const columns = Object.entries({ ...types, ...more }).map(([name, type]) => ({ name, type }));
    const ours = await duckdb.query(profileQuery(duckdbDialect, { table: sql`watched`, columns }));
    const theirs = await duckdb.query(
      rewrittenSql(profileQuery(databricksDialect, { table: sql`watched`, columns })),
    );
    expect(inOrder(theirs.rows)).toEqual(inOrder(ours.rows));
    expect(theirs.rows.length).toBeGreaterThan(columns.length);
  });

  it.each(DIALECT_CASES.filter(({ member }) => member !== "placeholder"))(
    "gives the documented answer for $member: $guarantee",
    async ({ query, rows }) => {
      expect((await duckdb.query(rewrittenSql(query(databricksDialect)))).rows).toEqual(rows);
    },
  );
});
