import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANONICAL_RELATIONS } from "../../src/domain/canonical-relations.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
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

  it.each(DIALECT_CASES.filter(({ member }) => member !== "placeholder"))(
    "gives the documented answer for $member: $guarantee",
    async ({ query, rows }) => {
      expect((await duckdb.query(rewrittenSql(query(databricksDialect)))).rows).toEqual(rows);
    },
  );
});
