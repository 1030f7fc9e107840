import type { EpochMs } from "../../domain/units.ts";
import type { TelemetryLog } from "./telemetry-log.ts";

/** The system tables of the simulated account, in DuckDB. */
export interface Telemetry {
  readonly log: TelemetryLog;
  /** Full names of the system tables there are (`system.access.audit`), without information_schema. */
  readonly tables: readonly string[];
  /** Writes what was logged until the call to DuckDB; more may be logged meanwhile. */
  flush(): Promise<void>;
  /**
   * DuckDB text of a subquery with the rows of a system table that are visible at `at`, columns in the documented order
   * and types of `sources/`; null for a table that is none.
   */
  relation(table: string, at: EpochMs): string | null;
  /** Rows logged so far, by table: what the presets promise is counted here. */
  rowCount(table: string): number;
  /** Rows of all tables that are kept: logged and not drained yet. */
  keptRowCount(): number;
  /** Rows of all tables that no flush has taken yet. */
  waitingRowCount(): number;
  /**
   * Takes all rows that are kept out of the relations, for an export of more than memory holds: `at` is the moment of
   * the export, the same in every call. They can be read while more is logged and flushed.
   */
  detach(at: EpochMs): Promise<DetachedRows>;
}

/** Rows that were logged up to a moment, apart from those that follow. */
export interface DetachedRows {
  /** DuckDB text by table: the rows visible at the moment of the export, in order of time. */
  readonly queries: readonly { readonly table: string; readonly query: string }[];
  /** Forgets the rows, also those that are not visible by then. */
  drop(): Promise<void>;
}
