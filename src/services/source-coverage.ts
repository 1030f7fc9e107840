import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { EpochMs } from "../domain/units.ts";
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
    const table = byTable.get(source.table);
    const relation = source.produces[0]?.relation;
    const summary = relation === undefined ? undefined : read.summaries.get(relation);
    return {
      source: source.id,
      table: source.table,
      fileCount: table?.fileCount ?? 0,
      byteCount: table?.byteCount ?? 0,
      rowCount: summary?.rowCount ?? read.rawRowCounts.get(source.table) ?? 0,
      firstEventAt: summary?.firstEventAt ?? null,
      lastEventAt: summary?.lastEventAt ?? null,
      lateCount: table?.lateCount ?? null,
      duplicateCount: summary?.duplicateCount ?? table?.duplicateCount ?? 0,
      futureCount: summary?.futureCount ?? 0,
      skipped: table?.skipped ?? [],
      unknownColumns: table?.unknownColumns ?? [],
      absentColumns: table?.absentColumns ?? [],
      notAssessed: table?.notAssessed ?? emptyRelation(table, summary),
    };
  });
}

/** Files that were there and gave no row are not assessed either. */
function emptyRelation(
  table: RawTableCoverage | undefined,
  summary: { readonly rowCount: number | null; readonly lastEventAt: EpochMs | null } | undefined,
): NotAssessed | null {
  if (table === undefined) return { kind: "missing", text: "no file of this table" };
  if (summary === undefined || (summary.rowCount ?? 0) > 0) return null;
  return { kind: "empty", text: "its files hold no usable row" };
}
