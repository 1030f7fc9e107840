import type { DurationMs } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import type { SourceDefinition } from "../sources/define-source.ts";
import { sql } from "../sql/sql.ts";
import { rowField } from "./row-field.ts";

const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;

/** Rows of the raw tables that only feed the relations of other sources (prices, further privilege views), by table. */
export async function countRawRows(
  engine: Engine,
  sources: readonly SourceDefinition[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, produces } of sources) {
    if (produces.length > 0) continue;
    const [count] = await engine.query(
      {
        name: `rows of ${table}`,
        sql: sql`SELECT count(*) AS row_count FROM ${engine.dialect.rawTable(table)}`,
        row: (raw) => rowField(raw).count("row_count"),
      },
      { timeoutMs: QUERY_TIMEOUT_MS, signal, rowLimit: 1 },
    );
    counts.set(table, count ?? 0);
  }
  return counts;
}
