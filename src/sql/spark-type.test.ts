import { describe, expect, test } from "vitest";
import { duckdbType } from "./duckdb-type.ts";
import { parseSparkType } from "./spark-type.ts";

describe("parseSparkType", () => {
  test.each([
    ["string", "VARCHAR"],
    ["timestamp", "TIMESTAMP"],
    ["decimal(38,18)", "DECIMAL(38, 18)"],
    ["map<string,string>", "MAP(VARCHAR, VARCHAR)"],
    ["array<struct<type:string,cluster_id:string>>", 'STRUCT("type" VARCHAR, "cluster_id" VARCHAR)[]'],
    [
      "struct<job_info:struct<job_id:string,n:int>,tags:map<string,array<bigint>>>",
      'STRUCT("job_info" STRUCT("job_id" VARCHAR, "n" INTEGER), "tags" MAP(VARCHAR, BIGINT[]))',
    ],
    ["map < string , decimal( 10 , 2 ) >", "MAP(VARCHAR, DECIMAL(10, 2))"],
  ])("%s is %s in DuckDB", (spark, duckdb) => {
    expect(duckdbType(parseSparkType(spark))).toBe(duckdb);
  });

  test.each([
    "",
    "text",
    "map<string>",
    "array<int",
    "struct<>",
    "struct<a int>",
    "decimal",
    "int>",
    "array<".repeat(40),
  ])("`%s` is refused", (text) => {
    expect(() => parseSparkType(text)).toThrow(expect.objectContaining({ code: "BUG" }));
  });
});
