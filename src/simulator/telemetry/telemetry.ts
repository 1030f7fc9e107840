import type { EpochMs } from "../../domain/units.ts";
import type { TelemetryLog } from "./telemetry-log.ts";

/** The system tables of the simulated account, in DuckDB. */
export interface Telemetry {
  readonly log: TelemetryLog;
  /** Full names of the system tables there are (`system.access.audit`), without information_schema. */
  readonly tables: readonly string[];
  /** Writes what was logged to DuckDB. */
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
  /**
   * Hands the rows that are kept to `write`, table by table, as DuckDB text of a query that gives those visible at `at`
   * in order of time; then forgets all kept rows, the ones not visible yet too. For an export of more than memory
   * holds: `at` is then the moment of the export, the same in every call.
   */
  drain(at: EpochMs, write: (table: string, query: string) => Promise<void>): Promise<void>;
}
