import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sketchBucketOf } from "../../src/domain/sketch-bucket.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { rawSql, renderSql, sql } from "../../src/sql/sql.ts";
import { databricksFaults } from "./dialect-databricks-syntax.ts";
import { type DuckdbRows, openDuckdbRows } from "./dialect-duckdb-rows.ts";
import { DIALECT_CASES } from "./dialect-kit.ts";

let duckdb: DuckdbRows;
beforeAll(async () => {
  duckdb = await openDuckdbRows();
});
afterAll(() => duckdb.close());

describe("dialects", () => {
  it.each(DIALECT_CASES)("$member on DuckDB: $guarantee", async ({ query, rows }) => {
    expect((await duckdb.query(query(duckdbDialect))).rows).toEqual(rows);
  });

  it.each(DIALECT_CASES)("$member on Databricks is valid text: $guarantee", ({ query }) => {
    const { text } = renderSql(query(databricksDialect), databricksDialect.placeholder);
    expect(databricksFaults(text)).toEqual([]);
  });

  it("every member has a case", () => {
    const covered = new Set<string>(["id", "rawTable", ...DIALECT_CASES.map((each) => each.member)]);
    expect(Object.keys(duckdbDialect).filter((member) => !covered.has(member))).toEqual([]);
    expect(Object.keys(databricksDialect).sort()).toEqual(Object.keys(duckdbDialect).sort());
  });

  it("rawTable on DuckDB names a table of schema raw, since the catalog name `system` is reserved", async () => {
    await duckdb.run('CREATE SCHEMA raw; CREATE TABLE raw."system.access.audit" AS SELECT 7 AS x');
    const table = duckdbDialect.rawTable("system.access.audit");
    expect((await duckdb.query(sql`SELECT x FROM ${table}`)).rows).toEqual([[7]]);
  });

  it("rawTable on Databricks quotes each part of the name", () => {
    expect(
      renderSql(databricksDialect.rawTable("system.access.audit"), databricksDialect.placeholder).text,
    ).toBe("`system`.`access`.`audit`");
  });

  it("Databricks escapes what it would read as syntax", () => {
    const { text } = renderSql(
      sql`${databricksDialect.quoteIdentifier("a`b")} ${databricksDialect.textLiteral("it's \\d")} ${1}`,
      databricksDialect.placeholder,
    );
    expect(text).toBe("`a``b` 'it\\'s \\\\d' :p1");
  });

  it("the sketch bucket in SQL is the sketch bucket in TypeScript", async () => {
    const doubles = fc.double({ noDefaultInfinity: false });
    const samples = fc.sample(doubles, { numRuns: 3000, seed: 21 });
    const magnitudes = fc.sample(fc.double({ min: -25, max: 25, noNaN: true }), { numRuns: 3000, seed: 22 });
    const all = [...samples, ...magnitudes.map((power) => Math.sign(power) * Math.exp(Math.abs(power)))];
    for (const accuracyRatio of [0.01, 0.05]) {
      const literals = all.map((value, index) => `(${index}, CAST('${value}' AS DOUBLE))`).join(", ");
      const answer = await duckdb.query(
        sql`SELECT ${duckdbDialect.sketchBucket(rawSql("x"), accuracyRatio)} AS bucket FROM (VALUES ${rawSql(literals)}) AS t(id, x) ORDER BY id`,
      );
      const expected = all.map((value) => sketchBucketOf(value, accuracyRatio));
      expect(answer.rows.map((row) => row[0])).toEqual(expected.map((bucket) => (bucket === 0 ? 0 : bucket)));
    }
  });
});

describe("databricks syntax check", () => {
  it("reports what does not parse and functions that are not on the list", () => {
    expect(databricksFaults("SELECT FROM WHERE (")).toHaveLength(1);
    expect(databricksFaults("SELECT approx_quantile(x, 0.5) FROM t")).toEqual([
      "calls unknown function `approx_quantile`",
    ]);
  });
});
