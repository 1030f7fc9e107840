import type { DuckDBConnection } from "@duckdb/node-api";
import { invariant } from "../../domain/gatehouse-error.ts";
import { type EpochMs, epochMs } from "../../domain/units.ts";
import type { EngineRelation, RelationSummary } from "../../ports/engine.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { joinSql, type Sql, sql } from "../../sql/sql.ts";
import { anyOf } from "./column-value.ts";
import { type Database, type Limits, UNLIMITED } from "./database.ts";
import { plainValue } from "./plain-value.ts";
import type { Reading } from "./reading.ts";
import { runStatement, startStatement } from "./statement.ts";

/**
 * Computes a relation once, as a table under its name.
 *
 * It appears whole or not at all: it is built under another name and renamed at the end. Rows later than `notAfter` are
 * counted and left out; rows without `event_time` stay. Rows that agree on the key become one (NULL agrees with NULL,
 * but a row whose key is NULL throughout is never a duplicate). Which of equally new ones stays depends on their values
 * only, not on the order in which threads read them.
 *
 * Cost: one pass of the SELECT, plus a grouping of 64-bit hashes of the key; only rows whose hash repeats are compared.
 */
export async function defineRelation(options: {
  readonly database: Database;
  readonly relation: EngineRelation;
  readonly limits: Limits;
  readonly reading: Reading;
}): Promise<RelationSummary> {
  const { database, relation, limits, reading } = options;
  const building = duckdbDialect.quoteIdentifier(`building ${relation.name}`);
  const name = `define ${relation.name}`;
  try {
    return await database.run(name, limits, (connection) =>
      reading({
        part: relation.sql,
        signal: limits.signal,
        statement: () => build(connection, relation, building),
      }),
    );
  } catch (error) {
    if (database.isOpen())
      await database.run(name, UNLIMITED, (connection) =>
        runStatement(connection, sql`DROP TABLE IF EXISTS ${building}`),
      );
    throw error;
  }
}

async function build(
  connection: DuckDBConnection,
  relation: EngineRelation,
  building: Sql,
): Promise<RelationSummary> {
  await runStatement(connection, sql`CREATE OR REPLACE TABLE ${building} AS ${relation.sql}`);
  const futureCount = await runStatement(
    connection,
    sql`DELETE FROM ${building} WHERE event_time > ${duckdbDialect.timestampFromMs(relation.notAfter)}`,
  );
  const duplicateCount =
    relation.collapse === null ? null : await collapse(connection, building, relation.collapse);
  const extent = await measure(connection, building);
  await rename(connection, building, relation.name);
  return { ...extent, futureCount, duplicateCount };
}

/** Removes all but the newest row of each key; how many went. */
async function collapse(
  connection: DuckDBConnection,
  table: Sql,
  { key, newestBy }: NonNullable<EngineRelation["collapse"]>,
): Promise<number> {
  const columns = key.map(duckdbDialect.quoteIdentifier);
  invariant(columns.length > 0, "a key by which rows collapse has at least one column");
  const keyHash = sql`hash(${joinSql(columns, ", ")})`;
  const hasKey = anyOf(columns.map((column) => sql`${column} IS NOT NULL`));
  const isRepeated = sql`${hasKey} AND ${keyHash} IN (SELECT key_hash FROM repeated_key)`;
  await runStatement(
    connection,
    sql`CREATE OR REPLACE TEMP TABLE repeated_key AS
      SELECT ${keyHash} AS key_hash FROM ${table} WHERE ${hasKey} GROUP BY 1 HAVING count(*) > 1`,
  );
  await runStatement(
    connection,
    sql`CREATE OR REPLACE TEMP TABLE newest_row AS
      SELECT arg_max(rowid, ${rank(newestBy)}) AS row_place FROM ${table} AS candidate
      WHERE ${isRepeated} GROUP BY ${joinSql(columns, ", ")}`,
  );
  const removedCount = await runStatement(
    connection,
    sql`DELETE FROM ${table} WHERE ${isRepeated} AND rowid NOT IN (SELECT row_place FROM newest_row)`,
  );
  await runStatement(connection, sql`DROP TABLE repeated_key`);
  await runStatement(connection, sql`DROP TABLE newest_row`);
  return removedCount;
}

/** Greatest for the row that stays: the newest, NULL the oldest of all; among these a hash of the row's values decides. */
function rank(newestBy: string | null): Sql {
  if (newestBy === null) return sql`hash(candidate)`;
  const newest = duckdbDialect.quoteIdentifier(newestBy);
  return sql`struct_pack(is_known := ${newest} IS NOT NULL, newest := ${newest}, row_hash := hash(candidate))`;
}

type Extent = Pick<RelationSummary, "rowCount" | "firstEventAt" | "lastEventAt">;

async function measure(connection: DuckDBConnection, table: Sql): Promise<Extent> {
  const result = await startStatement(
    connection,
    sql`SELECT count(*), epoch_ms(min(event_time) FILTER (WHERE isfinite(event_time))),
      epoch_ms(max(event_time) FILTER (WHERE isfinite(event_time))) FROM ${table}`,
  );
  const [rowCount, first, last] = ((await result.getRows())[0] ?? []).map(plainValue);
  invariant(typeof rowCount === "number", "a count of rows is a number");
  return { rowCount, firstEventAt: moment(first), lastEventAt: moment(last) };
}

function moment(value: unknown): EpochMs | null {
  return typeof value === "number" ? epochMs(value) : null;
}

async function rename(connection: DuckDBConnection, from: Sql, name: string): Promise<void> {
  const to = duckdbDialect.quoteIdentifier(name);
  await runStatement(connection, sql`BEGIN TRANSACTION`);
  try {
    await runStatement(connection, sql`DROP TABLE IF EXISTS ${to}`);
    await runStatement(connection, sql`ALTER TABLE ${from} RENAME TO ${to}`);
    await runStatement(connection, sql`COMMIT`);
  } catch (error) {
    await runStatement(connection, sql`ROLLBACK`);
    throw error;
  }
}
