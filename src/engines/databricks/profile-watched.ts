import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { BoundRow } from "./bound-rows.ts";
import { profileTable } from "./profile-table.ts";
import type { Session } from "./session.ts";

/** A watched table that has no profile. */
export interface SkippedTable {
  readonly table: string;
  readonly reason: string;
}

/** Profiles watched tables one after the other. One that is not there, not allowed or without a version is told. */
export async function profileWatched(
  session: Session,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly rows: readonly BoundRow[]; readonly skippedTables: readonly SkippedTable[] }> {
  const rows: BoundRow[] = [];
  const skippedTables: SkippedTable[] = [];
  for (const table of tables) {
    try {
      for (const row of await profileTable(session, table, signal)) rows.push(row);
    } catch (error) {
      if (signal.aborted || !(error instanceof GatehouseError) || !TOLD_CODES.has(error.code)) throw error;
      skippedTables.push({ table, reason: error.message });
    }
  }
  return { rows, skippedTables };
}

/** Failures of one table, as opposed to those of the way to the server. */
const TOLD_CODES: ReadonlySet<string> = new Set([
  "DATABRICKS_DENIED",
  "DATABRICKS_NOT_FOUND",
  "ENGINE_FAILED",
  "ENGINE_TIMEOUT",
]);
