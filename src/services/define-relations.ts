import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { DurationMs, EpochMs } from "../domain/units.ts";
import type { Engine, RelationSummary } from "../ports/engine.ts";
import type { RelationDefinition, SourceDefinition } from "../sources/define-source.ts";

/** Longest one relation may take: 10 million rows take under two minutes where the data is local. */
const RELATION_TIMEOUT_MS = (60 * 60_000) as DurationMs;

export interface DefineRelationsOptions {
  readonly sources: readonly SourceDefinition[];
  /** Rows after this moment are counted and left out. */
  readonly notAfter: EpochMs;
  readonly signal: AbortSignal;
  /** Called before each relation is read. */
  readonly onRelation?: (relation: CanonicalRelation) => void;
}

/**
 * Defines every canonical relation to the engine, those that read others after them.
 *
 * Errors: those of the engine; BUG when relations wait for each other. Cost: one pass over each raw table.
 */
export async function defineRelations(
  engine: Engine,
  options: DefineRelationsOptions,
): Promise<ReadonlyMap<CanonicalRelation, RelationSummary>> {
  const summaries = new Map<CanonicalRelation, RelationSummary>();
  for (const definition of inOrder(options.sources.flatMap((source) => source.produces))) {
    options.onRelation?.(definition.relation);
    const summary = await engine.defineRelation(
      {
        name: definition.relation,
        sql: definition.normalize(engine.dialect, (table) => engine.dialect.rawTable(table)),
        collapse: definition.collapse,
        notAfter: options.notAfter,
      },
      { timeoutMs: RELATION_TIMEOUT_MS, signal: options.signal },
    );
    summaries.set(definition.relation, summary);
  }
  return summaries;
}

/** Definitions such that each stands behind the relations that it reads. */
function inOrder(definitions: readonly RelationDefinition[]): readonly RelationDefinition[] {
  const names = new Set<string>(definitions.map((definition) => definition.relation));
  const ordered: RelationDefinition[] = [];
  const done = new Set<string>();
  let waiting = definitions;
  while (waiting.length > 0) {
    const ready = waiting.filter((each) =>
      each.alsoReads.every((name) => !names.has(name) || done.has(name)),
    );
    invariant(ready.length > 0, "canonical relations wait for each other");
    for (const each of ready) done.add(each.relation);
    ordered.push(...ready);
    waiting = waiting.filter((each) => !done.has(each.relation));
  }
  return ordered;
}
