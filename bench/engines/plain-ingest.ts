import type { Runner, RunOptions } from "../measurement.ts";
import { built } from "./built.ts";
import { openPlainDatabase, type PlainDatabase } from "./plain-database.ts";

/**
 * A plain DuckDB script that does the same: the very SELECTs that make `audit_event` and `grant_change`, duplicates
 * removed by event id in the cheapest way that we know (only rows whose id repeats are numbered).
 */
export const plainIngest: Runner = async (options) => {
  const { database, counts } = await ingested(options);
  database.close();
  return counts;
};

/** The database with both relations in it. */
export async function ingested(options: RunOptions): Promise<{
  readonly database: PlainDatabase;
  readonly counts: Readonly<Record<string, number>>;
}> {
  const { auditSource } = await built<typeof import("../../src/sources/audit.ts")>("sources/audit.ts");
  const { duckdbDialect } =
    await built<typeof import("../../src/sql/dialects/duckdb.ts")>("sql/dialects/duckdb.ts");
  const { renderSql } = await built<typeof import("../../src/sql/sql.ts")>("sql/sql.ts");
  const database = await openPlainDatabase(options);
  for (const { relation, normalize } of auditSource.produces) {
    const select = renderSql(normalize(duckdbDialect, duckdbDialect.rawTable), () => "?");
    if (select.values.length > 0) throw new Error(`${relation} binds values`);
    await database.connection.run(`CREATE TABLE ${relation} AS ${select.text}`);
    if (relation === "audit_event") await removeDuplicates(database);
  }
  const counts = {
    events: await countOf(database, "audit_event"),
    changes: await countOf(database, "grant_change"),
  };
  return { database, counts };
}

async function removeDuplicates({ connection }: PlainDatabase): Promise<void> {
  await connection.run(`CREATE TABLE repeated AS
    SELECT event_id FROM audit_event WHERE event_id IS NOT NULL GROUP BY event_id HAVING count(*) > 1`);
  await connection.run(`DELETE FROM audit_event WHERE rowid IN (
    SELECT id FROM (
      SELECT rowid AS id, row_number() OVER (PARTITION BY event_id ORDER BY rowid) AS place
      FROM audit_event WHERE event_id IN (FROM repeated)
    ) WHERE place > 1)`);
}

async function countOf({ connection }: PlainDatabase, relation: string): Promise<number> {
  const rows = await (await connection.run(`SELECT count(*) FROM ${relation}`)).getRows();
  return Number(rows[0]?.[0]);
}
