import type { StatementParts } from "./statement-parts.ts";
import type { RowsResult, StatementRequest } from "./statement-runner.ts";
import type { StatementSession } from "./statement-session.ts";

/** What a statement of any kind works with. */
export interface StatementWork {
  readonly parts: StatementParts;
  readonly session: StatementSession;
  readonly request: StatementRequest;
  /** What it took, so far. */
  readonly measured: StatementCounts;
}

export interface StatementCounts {
  /** Rows of the tables that it reads. */
  readCount: number;
  writtenCount: number;
}

/** Rows to show; a statement that ends otherwise throws a refusal. */
export type StatementEnd = RowsResult;
