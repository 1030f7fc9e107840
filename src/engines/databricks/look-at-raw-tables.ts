import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import type { NotAssessed } from "../../ports/telemetry.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { type Sql, sql } from "../../sql/sql.ts";
import type { RawTableState } from "./raw-tables.ts";

/** Raw tables that are looked at together: enough to hide the way to the server, few enough for its limits. */
const CONCURRENT_LOOK_COUNT = 4;

/**
 * Asks for the columns of each raw table once. One that is not there, not allowed or without a required column is told as
 * not assessed; any other failure is an error.
 */
export async function lookAtRawTables(
  tables: readonly RawTable[],
  options: {
    /** Names of a statement's columns. */
    readonly look: (name: string, part: Sql) => Promise<readonly string[]>;
    readonly onProgress: (progress: { readonly tablesDone: number; readonly tableCount: number }) => void;
  },
): Promise<readonly RawTableState[]> {
  const looks: RawTableState[] = [];
  let nextIndex = 0;
  let doneCount = 0;
  async function work(): Promise<void> {
    for (let index = nextIndex++; index < tables.length; index = nextIndex++) {
      const table = tables[index];
      if (table === undefined) return;
      looks[index] = await lookAt(table, options.look);
      doneCount++;
      options.onProgress({ tablesDone: doneCount, tableCount: tables.length });
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT_LOOK_COUNT }, work));
  return looks;
}

async function lookAt(
  table: RawTable,
  look: (name: string, part: Sql) => Promise<readonly string[]>,
): Promise<RawTableState> {
  try {
    const names = await look(
      `columns of ${table.table}`,
      sql`SELECT * FROM ${databricksDialect.rawTable(table.table)} LIMIT 0`,
    );
    return lookOf(table, new Set(names.map((name) => name.toLowerCase())));
  } catch (error) {
    const notAssessed = reasonOf(table, error);
    if (notAssessed === null) throw error;
    return { table, absentColumns: [], unknownColumns: [], notAssessed };
  }
}

function lookOf(table: RawTable, names: ReadonlySet<string>): RawTableState {
  const absentColumns = Object.keys(table.columns).filter((name) => !names.has(name));
  const missing = table.requiredColumns.filter((name) => absentColumns.includes(name));
  return {
    table,
    absentColumns,
    unknownColumns: [...names].filter((name) => table.columns[name] === undefined),
    notAssessed:
      missing.length === 0
        ? null
        : {
            kind: "columns_missing",
            text: `\`${table.table}\` lacks ${missing.map((name) => `\`${name}\``).join(", ")}`,
          },
  };
}

function reasonOf({ table }: RawTable, error: unknown): NotAssessed | null {
  if (!(error instanceof GatehouseError)) return null;
  if (error.code === "DATABRICKS_NOT_FOUND")
    return { kind: "missing", text: `\`${table}\` does not exist, or its schema is not enabled` };
  if (error.code === "DATABRICKS_DENIED")
    return { kind: "denied", text: `this principal may not read \`${table}\`` };
  return null;
}
