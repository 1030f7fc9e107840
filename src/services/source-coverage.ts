import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { RelationSummary } from "../ports/engine.ts";
import type { NotAssessed, RawTableCoverage, SourceCoverage } from "../ports/telemetry.ts";
import type { SourceDefinition } from "../sources/define-source.ts";

/** What was read of each source, from what the engine knows of its files and what came out of its first relation. */
export function sourceCoverage(
  sources: readonly SourceDefinition[],
  read: {
    readonly tables: readonly RawTableCoverage[];
    readonly summaries: ReadonlyMap<CanonicalRelation, RelationSummary>;
    /** Rows of raw tables whose source has no relation of its own. */
    readonly rawRowCounts: ReadonlyMap<string, number>;
  },
): readonly SourceCoverage[] {
  const byTable = new Map(read.tables.map((table) => [table.table, table]));
  return sources.map((source) => {
    const table = byTable.get(source.table) ?? nothingRead(source.table);
    const relation = source.produces[0]?.relation;
    const summary = relation === undefined ? undefined : read.summaries.get(relation);
    // A relation can have rows of other tables; they say nothing of a table that is not there.
    const rows = rowsOf(isAbsent(table) ? undefined : summary, read.rawRowCounts.get(source.table));
    return {
      ...table,
      ...rows,
      source: source.id,
      duplicateCount: summary?.duplicateCount ?? table.duplicateCount ?? 0,
      notAssessed: table.notAssessed ?? emptyRelation(table, summary),
    };
  });
}

function nothingRead(table: string): RawTableCoverage {
  return {
    table,
    fileCount: 0,
    byteCount: 0,
    skipped: [],
    unknownColumns: [],
    absentColumns: [],
    lateCount: null,
    duplicateCount: null,
    notAssessed: { kind: "missing", text: "no file of this table" },
  };
}

type Rows = Pick<SourceCoverage, "rowCount" | "firstEventAt" | "lastEventAt" | "futureCount">;

function rowsOf(summary: RelationSummary | undefined, rawRowCount: number | undefined): Rows {
  return {
    rowCount: summary?.rowCount ?? rawRowCount ?? 0,
    firstEventAt: summary?.firstEventAt ?? null,
    lastEventAt: summary?.lastEventAt ?? null,
    futureCount: summary?.futureCount ?? 0,
  };
}

/** Whether there is no table, or none that may be read. */
function isAbsent({ notAssessed }: RawTableCoverage): boolean {
  return notAssessed?.kind === "missing" || notAssessed?.kind === "denied";
}

/** A table that was there and gave no row is not assessed either. */
function emptyRelation(table: RawTableCoverage, summary: RelationSummary | undefined): NotAssessed | null {
  if (isAbsent(table) || summary === undefined || (summary.rowCount ?? 0) > 0) return null;
  return { kind: "empty", text: "it holds no usable row" };
}
