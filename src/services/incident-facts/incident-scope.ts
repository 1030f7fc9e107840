import type { CanonicalRelation } from "../../domain/canonical-relations.ts";
import type { EpochMs } from "../../domain/units.ts";
import type { Engine } from "../../ports/engine.ts";

/** What the questions around one incident are bound by. */
export interface IncidentScope {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  readonly warehouses: readonly string[];
  readonly workspaces: readonly string[];
}

/** Incidents that are asked about together: each question is one statement for all of them. */
export interface IncidentBatch {
  readonly engine: Engine;
  readonly assessed: ReadonlySet<CanonicalRelation>;
  readonly signal: AbortSignal;
  readonly scopes: readonly IncidentScope[];
}

/** What a question gave for one incident. */
export interface IncidentAnswer<Row> {
  /** Null when the question rests on a relation that was not assessed. */
  readonly rows: readonly Row[] | null;
  /** In words, what is left out because the answer reached its limit. */
  readonly omitted: readonly string[];
}
