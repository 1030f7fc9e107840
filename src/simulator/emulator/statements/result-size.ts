import type { SimulatorDatabase } from "../../simulator-database.ts";
import type { RowsResult } from "../../statements/statement-runner.ts";

/** Source: Databricks REST reference, Statement Execution: INLINE fails above 25 MiB. */
const INLINE_BYTES_MAX = 25 * 1024 * 1024;
/** A NULL in JSON. */
const NULL_BYTES = 4;

/** What is wrong with telling a result inline; null when nothing is. */
export async function inlineProblem(database: SimulatorDatabase, result: RowsResult): Promise<string | null> {
  if (result.columns.length === 0) return null;
  const [row] = await database.rows(
    `SELECT CAST(sum(${rowBytes(result)}) AS DOUBLE) AS byte_count FROM ${result.table}`,
  );
  if (Number(row?.["byte_count"] ?? 0) <= INLINE_BYTES_MAX) return null;
  return `Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most ${INLINE_BYTES_MAX} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want to download the full result.`;
}

/** The result without the rows behind the first `byteLimit` bytes of text. */
export async function cutToBytes(
  database: SimulatorDatabase,
  result: RowsResult,
  byteLimit: number,
): Promise<RowsResult> {
  if (result.columns.length === 0) return result;
  const [row] = await database.rows(
    `SELECT CAST(count(*) AS INTEGER) AS row_count
     FROM (SELECT sum(${rowBytes(result)}) OVER (ORDER BY row_index) AS byte_count FROM ${result.table})
     WHERE byte_count <= ${byteLimit}`,
  );
  const rowCount = Number(row?.["row_count"] ?? 0);
  if (rowCount >= result.rowCount) return result;
  await database.run(`DELETE FROM ${result.table} WHERE row_index >= ${rowCount}`);
  return { ...result, rowCount, isTruncated: true };
}

function rowBytes({ columns }: RowsResult): string {
  return columns
    .map((_, index) => `coalesce(octet_length(encode(CAST(c${index} AS VARCHAR))), ${NULL_BYTES})`)
    .join(" + ");
}
