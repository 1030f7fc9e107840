import type { CanonicalRelation } from "../../src/domain/canonical-relations.ts";
import { DAY_MS, type EpochMs, epochMs } from "../../src/domain/units.ts";
import { type MemoryEngine, openMemoryEngine } from "../../src/engines/duckdb/open-memory-engine.ts";
import type { RelationSummary } from "../../src/ports/engine.ts";
import { defineRelations } from "../../src/services/define-relations.ts";
import type { SourceDefinition } from "../../src/sources/define-source.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { duckdbType } from "../../src/sql/duckdb-type.ts";
import { parseSparkType } from "../../src/sql/spark-type.ts";
import { rawSql, type Sql, sql } from "../../src/sql/sql.ts";

/** A row of a table: what is not named is NULL. Moments in ISO 8601, maps and structs as objects. */
export type SourceRow = Readonly<Record<string, unknown>>;

export interface SourceRows {
  readonly engine: MemoryEngine;
  readonly summaries: ReadonlyMap<CanonicalRelation, RelationSummary>;
  /** Rows of a query as plain values. */
  rows(query: Sql): Promise<readonly SourceRow[]>;
  /** Some columns of a relation, ordered by them. */
  relation(name: CanonicalRelation, columns: readonly string[]): Promise<readonly SourceRow[]>;
  close(): Promise<void>;
}

const NEVER: AbortSignal = new AbortController().signal;
const LIMITS = { timeoutMs: DAY_MS, signal: NEVER, rowLimit: 100_000 };
/** Year 3000: later than any moment of a test. */
const FAR_FUTURE: EpochMs = epochMs(32_503_680_000_000);

/**
 * An engine in memory whose raw tables are those of `sources`, filled with `tables` by full name, and whose relations
 * are defined from them as the program does it.
 */
export async function openSourceRows(
  sources: readonly SourceDefinition[],
  tables: Readonly<Record<string, readonly SourceRow[]>>,
): Promise<SourceRows> {
  const engine = await openMemoryEngine();
  for (const source of sources) {
    await engine.execute(createTableText(source));
    const given = tables[source.table] ?? [];
    if (given.length > 0) await engine.execute(insertText(source, given));
  }
  const summaries = await defineRelations(engine, { sources, notAfter: FAR_FUTURE, signal: NEVER });
  const rows = (query: Sql) => engine.query({ name: "test", sql: query, row: (raw) => raw }, LIMITS);
  return {
    engine,
    summaries,
    rows,
    relation(name, columns) {
      const list = rawSql(columns.map((column) => `"${column}"`).join(", "));
      return rows(sql`SELECT ${list} FROM ${rawSql(name)} ORDER BY ${list}`);
    },
    close: () => engine.close(),
  };
}

/** An empty table of the source's shape. */
function createTableText(source: SourceDefinition): string {
  const columns = Object.entries(source.columns).map(
    ([name, type]) => `"${name}" ${duckdbType(parseSparkType(type))}`,
  );
  return `CREATE TABLE ${rawName(source)} (${columns.join(", ")})`;
}

function insertText(source: SourceDefinition, rows: readonly SourceRow[]): string {
  const shape = Object.fromEntries(
    Object.entries(source.columns).map(([name, type]) => [name, duckdbType(parseSparkType(type))]),
  );
  const unknown = rows.flatMap(Object.keys).filter((key) => !(key in shape));
  if (unknown.length > 0) throw new Error(`${source.table} has no column ${unknown.join(", ")}`);
  const parsed = `from_json(${literal(rows)}, ${literal([shape])})`;
  const columns = Object.keys(shape).map((name) => `entry.item."${name}"`);
  return `INSERT INTO ${rawName(source)} SELECT ${columns.join(", ")} FROM (SELECT unnest(${parsed}) AS item) AS entry`;
}

function rawName(source: SourceDefinition): string {
  return duckdbDialect.rawTable(source.table).chunks.join("");
}

function literal(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", "''")}'`;
}
