import type { Refusal } from "../account/account.ts";
import type { SqlParameter } from "../databricks-sql/databricks-sql.ts";

/** Who runs a statement, and where. */
export interface StatementCaller {
  /** Numeric id. */
  readonly principalId: string;
  readonly workspaceId: string;
  readonly warehouseId: string;
  readonly address: string;
  readonly userAgent: string;
  readonly application: string;
  readonly tokenId: string | null;
}

export interface StatementRequest {
  readonly caller: StatementCaller;
  readonly statementId: string;
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  readonly catalog: string | null;
  readonly schema: string | null;
  /** More rows than this are cut off, and `isTruncated` says so. */
  readonly rowLimit: number | null;
  readonly signal: AbortSignal;
}

export interface ResultColumn {
  readonly name: string;
  /** Databricks type text in upper case (`DECIMAL(10,2)`, `ARRAY<STRING>`). */
  readonly typeText: string;
}

/** Rows wait in a DuckDB table, so that chunks are read from it in any order; `drop` frees it. */
export type StatementResult =
  | {
      readonly kind: "rows";
      readonly columns: readonly ResultColumn[];
      readonly rowCount: number;
      readonly isTruncated: boolean;
      /** DuckDB table with a column `row_index` (from 0) in front and the result's columns as `c0`, `c1` … */
      readonly table: string;
      /** What USE set for the session; null for any other statement. */
      readonly use: { readonly catalog: string | null; readonly schema: string | null } | null;
      drop(): Promise<void>;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "canceled" };

export type RowsResult = Extract<StatementResult, { readonly kind: "rows" }>;

/**
 * Runs statements in Databricks SQL for a caller: parses, checks rights on what the text names before views are
 * expanded, expands views with their owner's rights, applies row filters and masks for the session user, runs it on
 * real rows, system tables and information_schema, and leaves the telemetry of a statement.
 */
export interface StatementRunner {
  run(request: StatementRequest): Promise<StatementResult>;
  /** Runs a statement whose rows nobody reads: leaves what `run` leaves, and no rows. */
  perform(request: StatementRequest): Promise<void>;
}
