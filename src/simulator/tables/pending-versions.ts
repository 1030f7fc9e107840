import type { Disturbance } from "../account/account.ts";
import type { TablePlan } from "../world/world.ts";

/** A committed version whose rows are not written yet. */
export interface PendingVersion {
  readonly version: number;
  readonly commitMs: number;
  readonly writer: string;
  /** Rows of the table after the commit. */
  readonly rowCount: number;
  /** Whether the values of its columns are profiled, or its rows alone. */
  readonly isProfiled: boolean;
  /** Rows that the load brings, each different; a double load holds each twice. Null for a version that only deletes. */
  readonly load: {
    /** Whether the rows are added to those before, or replace them. */
    readonly isAdded: boolean;
    readonly differentRowCount: number;
    readonly firstRowId: number;
    readonly fromMs: number;
    readonly changes: readonly ColumnChange[];
  } | null;
}

/** How the values of a column differ from their plan in a load. */
export interface ColumnChange {
  readonly column: string;
  readonly ratio: number;
  readonly nullRatio: number;
  readonly favored: string | null;
}

/** What changes the columns of a table in a load at `at`, one entry a column. */
export function columnChanges(
  plan: TablePlan,
  at: number,
  disturbances: Iterable<Disturbance>,
): readonly ColumnChange[] {
  const changes = new Map<string, ColumnChange>();
  for (const each of disturbances) {
    if (each.kind !== "column_values" || each.table !== plan.table || at < each.from || at >= each.until)
      continue;
    const before = changes.get(each.column);
    changes.set(each.column, {
      column: each.column,
      ratio: each.ratio * (before?.ratio ?? 1),
      nullRatio: Math.max(each.nullRatio, before?.nullRatio ?? 0),
      favored: each.category ?? before?.favored ?? null,
    });
  }
  return [...changes.values()];
}

/** Whether each load is written twice at the time. */
export function isDoubleLoad(plan: TablePlan, at: number, disturbances: Iterable<Disturbance>): boolean {
  for (const each of disturbances)
    if (each.kind === "double_load" && each.table === plan.table && at >= each.from && at < each.until)
      return true;
  return false;
}
