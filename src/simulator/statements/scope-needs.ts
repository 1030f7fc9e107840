import type { InformationSchemaTable } from "../account/information-schema.ts";
import { loadRows } from "./load-rows.ts";
import { identifier } from "./materialize-result.ts";
import { createResultSchema, nextResultTable } from "./result-table.ts";
import type { StatementParts } from "./statement-parts.ts";
import { withConnection } from "./with-connection.ts";

/** What a rewritten text reads, gathered while it is written: made ready before it runs. */
export interface ScopeNeeds {
  /** Whether a system table is among it. */
  hasTelemetry: boolean;
  /** Full names of tables with real rows. */
  readonly tables: Set<string>;
  /** Tables of information_schema by full name, as the session's user sees them. */
  readonly shown: Map<string, ShownTable>;
  /** Names of DuckDB macros by what they are defined as. */
  readonly macros: Map<string, string>;
}

interface ShownTable {
  /** DuckDB table that will hold its rows. */
  readonly table: string;
  readonly content: InformationSchemaTable;
}

export function noNeeds(): ScopeNeeds {
  return { hasTelemetry: false, tables: new Set(), shown: new Map(), macros: new Map() };
}

/** DuckDB table that will hold a table of information_schema once the needs are met. */
export function needShown(needs: ScopeNeeds, name: string, content: InformationSchemaTable): string {
  const known = needs.shown.get(name);
  if (known !== undefined) return known.table;
  const table = nextResultTable();
  needs.shown.set(name, { table, content });
  return table;
}

/**
 * A call of a DuckDB macro that is there once the needs are met. A macro is expanded where it is called, while a subquery
 * over arguments is joined, which takes ten times as long and does not stop at a LIMIT.
 */
export function needMacro(
  needs: ScopeNeeds,
  macro: { readonly parameters: readonly string[]; readonly body: string; readonly args: readonly string[] },
): string {
  const definition = `(${macro.parameters.join(", ")}) AS ${macro.body}`;
  const name = needs.macros.get(definition) ?? nextResultTable();
  needs.macros.set(definition, name);
  return `${name}(${macro.args.join(", ")})`;
}

/** Brings up to date what is read. Cost: that of what was logged or written since; 1 µs a cell of information_schema. */
export async function meetNeeds(
  { telemetry, rows, database }: StatementParts,
  needs: ScopeNeeds,
  signal: AbortSignal,
): Promise<void> {
  if (needs.hasTelemetry) await telemetry.flush();
  if (needs.tables.size > 0) await rows.flush([...needs.tables]);
  for (const shown of needs.shown.values()) await loadShown(database, shown, signal);
  await makeMacros(database, needs, signal);
}

/** Lets go of what the needs made. */
export async function dropNeeds({ database }: StatementParts, needs: ScopeNeeds): Promise<void> {
  for (const macro of needs.macros.values()) await database.run(`DROP MACRO IF EXISTS ${macro}`);
  for (const { table } of needs.shown.values()) await database.run(`DROP TABLE IF EXISTS ${table}`);
}

async function makeMacros(
  database: StatementParts["database"],
  { macros }: ScopeNeeds,
  signal: AbortSignal,
): Promise<void> {
  if (macros.size === 0) return;
  await withConnection(database, signal, async (connection) => {
    await createResultSchema(connection);
    for (const [definition, name] of macros) await connection.run(`CREATE MACRO ${name}${definition}`);
  });
}

/** Types of information_schema's columns in DuckDB's words. */
const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  int: "INTEGER",
  bigint: "BIGINT",
  timestamp: "TIMESTAMP",
};

function loadShown(
  database: StatementParts["database"],
  { table, content: { columns, rows } }: ShownTable,
  signal: AbortSignal,
): Promise<void> {
  const typed = columns.map(({ name, type }) => ({
    name: identifier(name),
    type: DUCKDB_TYPES[type] ?? "VARCHAR",
  }));
  return withConnection(database, signal, (connection) =>
    loadRows(connection, table, { columns: typed, rows }),
  );
}
