import fc from "fast-check";
import { expect, it } from "vitest";
import { openSimulatorDatabase } from "../simulator-database.ts";
import { mixed, mixedSql, uniformOf, withUniforms } from "./draw-sql.ts";

it("hashes and draws are the same in DuckDB and in JavaScript", async () => {
  const database = await openSimulatorDatabase({ memoryLimitMb: 200, threadCount: 1 });
  const values = [0, 1, 4294967295, ...fc.sample(fc.nat({ max: 4294967295 }), { numRuns: 100, seed: 5 })];
  const list = values.map((value) => `(${value}::UBIGINT)`).join(",");
  const draws = new Map([["draw", { hash: "h", salt: 9 }]]);
  const rows = await database.rows(
    `SELECT ${mixedSql("h")}::VARCHAR AS hash, draw FROM (${withUniforms(`SELECT * FROM (VALUES ${list}) AS v(h)`, draws)})`,
  );
  expect(rows).toEqual(values.map((value) => ({ hash: String(mixed(value)), draw: uniformOf(value, 9) })));
  database.close();
});
