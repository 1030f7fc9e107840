import { CANONICAL_RELATIONS, type CanonicalRelation } from "../../src/domain/canonical-relations.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { renderSql } from "../../src/sql/sql.ts";
import type { DuckdbRows } from "./dialect-duckdb-rows.ts";
import { CONTROL_FIXTURE } from "./signal-fixture-control.ts";
import { DATA_FIXTURE } from "./signal-fixture-data.ts";
import type { FixtureTable, FixtureValue } from "./signal-fixture-row.ts";

const FIXTURE: Partial<Record<CanonicalRelation, FixtureTable>> = { ...CONTROL_FIXTURE, ...DATA_FIXTURE };

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  "map<int,bigint>": "MAP(INTEGER, BIGINT)",
  "map<string,bigint>": "MAP(VARCHAR, BIGINT)",
};

/** Schema in which the fixture keeps a relation, so that a search path decides which relations a query can see. */
export function fixtureSchema(relation: string): string {
  return `fixture_${relation}`;
}

/**
 * Creates every canonical relation in a schema of its own, those of the fixture filled: first and last moments of
 * hours and days, NULL entities, failures, retractions, several versions in one hour.
 */
export async function createSignalFixture(duckdb: DuckdbRows): Promise<void> {
  for (const [relation, columns] of Object.entries(CANONICAL_RELATIONS)) {
    const table = `${fixtureSchema(relation)}.${relation}`;
    const types = Object.entries(columns).map(([name, type]) => `${name} ${DUCKDB_TYPES[type] ?? type}`);
    await duckdb.run(`CREATE SCHEMA ${fixtureSchema(relation)}; CREATE TABLE ${table} (${types.join(", ")})`);
    const filled = FIXTURE[relation as CanonicalRelation];
    for (const row of filled?.rows ?? []) {
      const cells = Object.entries({ ...filled?.defaults, ...row });
      const names = cells.map(([name]) => name).join(", ");
      await duckdb.run(
        `INSERT INTO ${table} (${names}) VALUES (${cells.map(([, v]) => literal(v)).join(", ")})`,
      );
    }
  }
}

function literal(value: FixtureValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return renderSql(duckdbDialect.textLiteral(value), () => "").text;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([key, count]) => `${literal(key)}: ${count}`);
  return `MAP {${entries.join(", ")}}`;
}
