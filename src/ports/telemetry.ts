import type { EpochMs } from "../domain/units.ts";

/** Why a source was not assessed; shown as such, never as "fine". */
export type NotAssessed =
  | { readonly kind: "missing"; readonly text: string }
  | { readonly kind: "denied"; readonly text: string }
  | { readonly kind: "empty"; readonly text: string }
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "columns_missing"; readonly text: string };

/** What was read for one source: the row of a scan's coverage. */
export interface SourceCoverage {
  readonly source: string;
  readonly table: string;
  readonly fileCount: number;
  readonly byteCount: number;
  /** Rows of the canonical relation. */
  readonly rowCount: number;
  readonly firstEventAt: EpochMs | null;
  readonly lastEventAt: EpochMs | null;
  /** Rows that arrived later than the source's stated lateness; null where arrival cannot be known. */
  readonly lateCount: number | null;
  readonly duplicateCount: number;
  /** Rows with an event time after the newest plausible moment (a day past the wall clock); kept out of rollups. */
  readonly futureCount: number;
  readonly skipped: readonly SkippedInput[];
  /** Columns that were there and are not declared: carried by, not used. */
  readonly unknownColumns: readonly string[];
  /** Declared optional columns that were not there: NULL. */
  readonly absentColumns: readonly string[];
  readonly notAssessed: NotAssessed | null;
}

/** Input that could not be read, counted and told. */
export interface SkippedInput {
  readonly file: string;
  readonly reason: string;
  /** Rows or lines lost; null when not countable (a file cut in the middle of compression). */
  readonly rowCount: number | null;
}

/** What an engine over files knows of one raw table, once it has been read. */
export interface RawTableCoverage {
  /** Full name on Databricks. */
  readonly table: string;
  readonly fileCount: number;
  readonly byteCount: number;
  readonly skipped: readonly SkippedInput[];
  readonly unknownColumns: readonly string[];
  readonly absentColumns: readonly string[];
  readonly lateCount: number | null;
  /** Re-emitted rows, by the table's natural key; null where only the relation counts them. */
  readonly duplicateCount: number | null;
  readonly notAssessed: NotAssessed | null;
}

/** What was found that belongs to no table. */
export interface FolderNotes {
  /** Files of no known form, folders that cannot be listed, links that lead out. */
  readonly skipped: readonly SkippedInput[];
  /** Names of files that are no telemetry by extension or by convention. */
  readonly ignored: readonly string[];
  /** Names of tables in the folder that nobody reads. */
  readonly otherTables: readonly string[];
}
