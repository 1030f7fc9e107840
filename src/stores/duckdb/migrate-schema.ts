import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { sql } from "../../sql/sql.ts";
import { mapRows, numberAt, textAt } from "./answer-value.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

/**
 * Brings the schema up to date, all steps or none. Forward only.
 *
 * @throws STORE_UNREADABLE when the database holds tables that are not ours, or was written by a newer Gatehouse.
 */
export async function migrateSchema(
  session: DuckdbSession,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const appliedCount = await appliedMigrationCount(session, migrations);
  const pending = migrations.slice(appliedCount);
  if (pending.length === 0) return;
  await session.change("begin a migration", sql`BEGIN TRANSACTION`);
  if (appliedCount === 0)
    await session.change(
      "create the table of migrations",
      sql`CREATE TABLE gatehouse_migration (version INTEGER NOT NULL, name VARCHAR NOT NULL)`,
    );
  for (const { version, name, statements } of pending) {
    for (const statement of statements) await session.change(`migrate to version ${version}`, statement);
    await session.change(
      "record a migration",
      sql`INSERT INTO gatehouse_migration VALUES (${version}, ${name})`,
    );
  }
  await session.change("commit a migration", sql`COMMIT`);
}

async function appliedMigrationCount(session: DuckdbSession, known: readonly Migration[]): Promise<number> {
  const tables = await session.read(
    "list its tables",
    sql`SELECT table_name FROM information_schema.tables ORDER BY table_name`,
  );
  if (tables.rowCount === 0) return 0;
  const names = mapRows(tables, (chunk, row) => textAt(chunk, 0, row));
  if (!names.includes("gatehouse_migration")) throw notOurs("holds a database of something else");
  const applied = await session.read(
    "list its migrations",
    sql`SELECT version, name FROM gatehouse_migration ORDER BY version`,
  );
  if (applied.rowCount > known.length) throw notOurs("was written by a newer Gatehouse");
  const steps = mapRows(applied, (chunk, row) => ({
    version: numberAt(chunk, 0, row),
    name: textAt(chunk, 1, row),
  }));
  const isPrefix = steps.every(
    ({ version, name }, index) => version === known[index]?.version && name === known[index]?.name,
  );
  if (!isPrefix) throw notOurs("has a schema of an unknown kind");
  return applied.rowCount;
}

function notOurs(problem: string): GatehouseError {
  return new GatehouseError("STORE_UNREADABLE", { message: `the store ${problem}` });
}
