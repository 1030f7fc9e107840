import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { type Sql, sql } from "../../src/sql/sql.ts";
import { generateSample } from "../../tools/sample-telemetry/generate-sample.ts";
import { differenceSql, rewrittenRelation, rewrittenSql } from "../conformance/rewritten-text.ts";
import { openSourceRows, type SourceRow, type SourceRows } from "../conformance/source-rows.ts";

const SAMPLE = { seed: 7, dayCount: 5, principalCount: 12 };

let source: SourceRows;
beforeAll(async () => {
  const { telemetry } = generateSample(SAMPLE);
  const tables = telemetry
    .tables()
    .map((table): readonly [string, readonly SourceRow[]] => [fullName(table), telemetry.rows(table)]);
  source = await openSourceRows(SOURCES, Object.fromEntries(tables));
}, 60_000);
afterAll(() => source.close());

/** Files leave the catalog's name out. */
function fullName(table: string): string {
  return SOURCES.find((each) => each.table.endsWith(`.${table}`))?.table ?? table;
}

async function difference(left: Sql, right: Sql): Promise<SourceRow | undefined> {
  const described = await source.rows(sql`SELECT column_name FROM (DESCRIBE ${left})`);
  const columns = described.map((row) => String(row["column_name"]));
  return (await source.rows(differenceSql(left, right, columns)))[0];
}

describe("Databricks text of sample telemetry, rewritten for the emulator", () => {
  it.each(SOURCES.flatMap(({ produces }) => produces))(
    "gives the rows of the DuckDB text for $relation",
    async (definition) => {
      const left = definition.normalize(duckdbDialect, duckdbDialect.rawTable);
      const answer = await difference(left, rewrittenRelation(definition));
      expect(answer).toMatchObject({ left_only: 0, right_only: 0 });
      expect(Number(answer?.["row_count"])).toBeGreaterThan(0);
    },
  );

  it.each(SIGNALS)("gives the rows of the DuckDB text for $id", async (signal) => {
    const answer = await difference(
      signal.rollup(duckdbDialect),
      rewrittenSql(signal.rollup(databricksDialect)),
    );
    expect(answer).toMatchObject({ left_only: 0, right_only: 0 });
  });
});
