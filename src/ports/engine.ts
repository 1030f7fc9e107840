import type { DurationMs, EpochMs } from "../domain/units.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";

/** Parses one raw row or throws ENGINE_ROW_SHAPE; the type of the row comes from here and nowhere else. */
export type RowParser<Row> = (raw: Readonly<Record<string, unknown>>) => Row;

export interface Query<Row> {
  /** Shown in errors and progress instead of the text. */
  readonly name: string;
  readonly sql: Sql;
  readonly row: RowParser<Row>;
}

export interface QueryOptions {
  readonly timeoutMs: DurationMs;
  readonly signal: AbortSignal;
  /** More rows than this is ENGINE_ROW_SHAPE: small answers only, rollups stream. */
  readonly rowLimit: number;
}

/** A query whose answer travels as typed columns, in ascending order of `order`, then of series code. */
export interface ColumnQuery {
  readonly name: string;
  readonly sql: Sql;
  /** Result columns (text) that together name a series; delivered as one dictionary. */
  readonly keys: readonly string[];
  /** Result columns delivered as 64-bit floats, NULL as NaN; timestamps as epoch milliseconds. */
  readonly numbers: readonly string[];
  /** Further text columns, each delivered with a dictionary of its own. */
  readonly words: readonly string[];
  /** Column of `numbers` by which the rows are ordered. */
  readonly order: string;
}

/** Words seen so far, by code. Grows while batches come; a code that occurred keeps its word. */
export interface Dictionary {
  /** The texts of code `code`, one per column of the dictionary; NULL stays null. */
  at(code: number): readonly (string | null)[];
  readonly wordCount: number;
}

export interface ColumnBatch {
  readonly rowCount: number;
  /** Code of each row's series in `seriesDictionary`. */
  readonly series: Int32Array;
  readonly seriesDictionary: Dictionary;
  readonly numbers: Readonly<Record<string, Float64Array>>;
  readonly words: Readonly<Record<string, { readonly codes: Int32Array; readonly dictionary: Dictionary }>>;
}

/** A canonical relation as an engine takes it. */
export interface EngineRelation {
  readonly name: string;
  /** One SELECT over raw tables and relations defined before. */
  readonly sql: Sql;
  /** Rows that agree on `key` are one row: the one with the greatest `newestBy`, any where null. Null: nothing to collapse. */
  readonly collapse: { readonly key: readonly string[]; readonly newestBy: string | null } | null;
  /** Rows whose `event_time` is later are counted and left out: they would drag every watermark into the future. */
  readonly notAfter: EpochMs;
}

/** What came out; null where the engine pushes the relation down and does not count. */
export interface RelationSummary {
  readonly rowCount: number | null;
  readonly duplicateCount: number | null;
  readonly futureCount: number | null;
  readonly firstEventAt: EpochMs | null;
  readonly lastEventAt: EpochMs | null;
}

/**
 * Runs read-only SQL over raw and canonical relations.
 *
 * Works when: relations named in a query are the engine's raw tables, or canonical relations that
 * services/define-relations.ts declared to it. A remote engine also throws DATABRICKS_* from every method.
 */
export interface Engine {
  readonly dialect: Dialect;
  /** Small answers as rows. @throws ENGINE_FAILED, ENGINE_TIMEOUT, ENGINE_ROW_SHAPE. Order of rows as the SQL says. */
  query<Row>(query: Query<Row>, options: QueryOptions): Promise<readonly Row[]>;
  /** The same as typed column batches: the only way rollups travel (2 million rows as objects cost 4 s and 1 GB). */
  stream(query: ColumnQuery, options: Omit<QueryOptions, "rowLimit">): AsyncIterable<ColumnBatch>;
  /**
   * Makes a canonical relation known under its name for later queries: as a table computed once where the engine holds
   * the data itself, as a view or a common table expression where it is pushed down.
   */
  defineRelation(relation: EngineRelation, options: Omit<QueryOptions, "rowLimit">): Promise<RelationSummary>;
  close(): Promise<void>;
}
