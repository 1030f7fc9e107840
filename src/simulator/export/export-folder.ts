import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

/** Files of an export, written by DuckDB. */
export interface ExportFolder {
  /**
   * Writes the rows of an ordered query as the next part of a table, `<schema>.<table>/part-<n>.parquet`; a part without
   * rows is left out unless it is the only one, so that an empty table is told from one that is missing.
   */
  writeTable(fullName: string, query: string): Promise<void>;
  /** Writes the rows of an ordered query as one JSON object a line. */
  writeJson(path: string, rows: { readonly table: string; readonly query: string }): Promise<void>;
  /** Writes a text as it is; it counts as a file without rows. */
  writeText(path: string, text: string): Promise<void>;
  /** The only column of a query, as text. */
  values(query: string): Promise<readonly string[]>;
  /** Number of the part that was written last. */
  partOf(fullName: string): number;
  written(): WrittenFiles;
}

interface WrittenFiles {
  readonly fileCount: number;
  readonly byteCount: number;
  /** Rows by table, as its folder is named. */
  readonly rowCounts: Readonly<Record<string, number>>;
}

/** Half the size of Snappy for the same time (measured on audit rows). */
const COMPRESSION = "zstd";
const PART_DIGITS = 5;

/**
 * Queries that order their rows by a unique key give the same bytes whatever the number of threads; others may not.
 */
export function openExportFolder(connection: DuckDBConnection, directory: string): ExportFolder {
  const parts = new Map<string, number>();
  const rowCounts = new Map<string, number>();
  let fileCount = 0;
  let byteCount = 0;
  const place = async (path: string): Promise<string> => {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    return target;
  };
  const count = async (target: string): Promise<void> => {
    fileCount++;
    byteCount += (await stat(target)).size;
  };
  const copy = async (
    path: string,
    table: string,
    rows: { readonly query: string; readonly format: string },
  ) => {
    const target = await place(path);
    const result = await connection.run(`COPY (${rows.query}) TO ${textLiteral(target)} (${rows.format})`);
    await count(target);
    const name = folderOf(table);
    rowCounts.set(name, (rowCounts.get(name) ?? 0) + result.rowsChanged);
  };
  return {
    async writeTable(table, query) {
      const part = (parts.get(table) ?? -1) + 1;
      if (part > 0 && (await isEmpty(connection, query))) return;
      parts.set(table, part);
      const path = join(folderOf(table), `part-${String(part).padStart(PART_DIGITS, "0")}.parquet`);
      await copy(path, table, { query, format: `FORMAT parquet, COMPRESSION ${COMPRESSION}` });
    },
    writeJson: (path, { table, query }) => copy(path, table, { query, format: "FORMAT json" }),
    async writeText(path, text) {
      const target = await place(path);
      await writeFile(target, text);
      await count(target);
    },
    async values(query) {
      const rows = (await connection.runAndReadAll(query)).getRowsJson();
      return rows.map(([value]) => String(value));
    },
    partOf: (table) => parts.get(table) ?? 0,
    written: () => ({ fileCount, byteCount, rowCounts: Object.fromEntries(rowCounts) }),
  };
}

/** How an exported table's folder is named: without the catalog. */
function folderOf(table: string): string {
  return table.split(".").slice(-2).join(".");
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function isEmpty(connection: DuckDBConnection, query: string): Promise<boolean> {
  return (await connection.runAndReadAll(`SELECT 1 AS one FROM (${query}) LIMIT 1`)).currentRowCount === 0;
}
