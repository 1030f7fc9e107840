import type { StatementParts } from "./statement-parts.ts";
import type { StatementRequest, StatementResult } from "./statement-runner.ts";
import type { StatementSession } from "./statement-session.ts";

/** What a statement of any kind works with. */
export interface StatementWork {
  readonly parts: StatementParts;
  readonly session: StatementSession;
  readonly request: StatementRequest;
  /** Rows read so far. */
  readonly reading: { rowCount: number };
}

/** How a statement of one kind ended: rows to show, or null when it was canceled. */
export type StatementEnd = Extract<StatementResult, { readonly kind: "rows" }> | null;
