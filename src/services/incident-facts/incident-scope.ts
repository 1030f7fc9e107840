import type { CanonicalRelation } from "../../domain/canonical-relations.ts";
import type { DurationMs, EpochMs } from "../../domain/units.ts";
import type { Engine, RowParser } from "../../ports/engine.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/** What the questions around one incident are bound by. Names are few: each is a bound value. */
export interface IncidentScope {
  readonly engine: Engine;
  readonly assessed: ReadonlySet<CanonicalRelation>;
  readonly signal: AbortSignal;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  readonly warehouses: readonly string[];
  readonly workspaces: readonly string[];
  /** Takes, in words, what an answer left out because it reached its limit. */
  noteOmitted(what: string): void;
}

const QUERY_TIMEOUT_MS = (2 * 60_000) as DurationMs;

/** Asks one bounded question; its SQL ends in a LIMIT of at most `rowLimit`. An answer that fills it is noted. */
export async function ask<Row>(
  scope: IncidentScope,
  question: {
    readonly name: string;
    readonly sql: Sql;
    readonly row: RowParser<Row>;
    readonly rowLimit: number;
  },
): Promise<readonly Row[]> {
  const { name, sql: text, row, rowLimit } = question;
  const rows = await scope.engine.query(
    { name, sql: text, row },
    { timeoutMs: QUERY_TIMEOUT_MS, signal: scope.signal, rowLimit },
  );
  if (rowLimit > 1 && rows.length === rowLimit) scope.noteOmitted(`${name} beyond ${rowLimit} rows`);
  return rows;
}

/** Condition on `event_time`, half-open. */
export function within(scope: IncidentScope, fromMs: number, toMs: number): Sql {
  const { timestampFromMs } = scope.engine.dialect;
  return sql`event_time >= ${timestampFromMs(fromMs)} AND event_time < ${timestampFromMs(toMs)}`;
}

/** Condition that any of the columns holds one of its names; null when there are no names at all, so nothing to ask. */
export function namesAnyOf(names: Readonly<Record<string, readonly string[]>>): Sql | null {
  const parts = Object.entries(names)
    .filter(([, values]) => values.length > 0)
    .map(([column, values]) => {
      const list = joinSql(
        values.map((value) => sql`${value}`),
        ", ",
      );
      return sql`${rawSql(column)} IN (${list})`;
    });
  return parts.length === 0 ? null : sql`(${joinSql(parts, " OR ")})`;
}
