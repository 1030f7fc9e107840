import type { DuckDBConnection } from "@duckdb/node-api";
import { sql } from "../../sql/sql.ts";
import { CSV_REJECTS } from "./checked-source.ts";
import { type Loss, POSITION_COUNT_MAX } from "./files/loss.ts";
import { plainValue } from "./plain-value.ts";
import { startStatement } from "./statement.ts";

/** What DuckDB's error types mean. */
const REASONS: Readonly<Record<string, string>> = {
  "TOO MANY COLUMNS": "more fields than columns",
  "MISSING COLUMNS": "fewer fields than columns",
  "UNQUOTED VALUE": "a quote that is not closed",
  "LINE SIZE OVER MAXIMUM": "a line that is too long",
  "INVALID ENCODING": "not UTF-8",
  "INVALID STATE": "quotes in the wrong place",
};

/** Lines of the CSV file last read on this connection that DuckDB refused, each counted once. */
export async function csvRejects(connection: DuckDBConnection): Promise<readonly Loss[]> {
  const result = await startStatement(
    connection,
    sql`SELECT count(DISTINCT line), list(DISTINCT line), list(DISTINCT error_type) FROM ${CSV_REJECTS}`,
  );
  const [count, lines, types] = ((await result.getRows())[0] ?? []).map(plainValue);
  if (count === 0 || !Array.isArray(lines) || !Array.isArray(types)) return [];
  const reasons = types.map((type) => REASONS[String(type)] ?? String(type).toLowerCase()).sort();
  // A quote that is not closed takes the lines after it along; how many is not known.
  const isCountable = !types.includes("UNQUOTED VALUE");
  return [
    {
      reason: reasons.join(", "),
      count: isCountable ? Number(count) : null,
      positions: lines
        .map(Number)
        .sort((left, right) => left - right)
        .slice(0, POSITION_COUNT_MAX),
    },
  ];
}
