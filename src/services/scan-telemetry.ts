import { DAY_MS, epochMs } from "../domain/units.ts";
import { countRawRows } from "./count-raw-rows.ts";
import { defineRelations } from "./define-relations.ts";
import { openIncidents } from "./open-incidents.ts";
import { recordScan } from "./record-scan.ts";
import type { ScanContext, ScanOptions } from "./scan-context.ts";
import type { ScanCoverage, ScanReport } from "./scan-report.ts";
import { scanSignals } from "./scan-signals.ts";
import { sourceCoverage } from "./source-coverage.ts";

/** Events further than this after the wall clock are wrong, not early: clocks of clouds agree within minutes. */
const FUTURE_MAX_MS = DAY_MS;

/**
 * One pass over telemetry: relations, rollups, the chain of each signal, incidents with their attribution.
 *
 * Every enabled signal is either measured or told as not assessed with the reason.
 * Errors: SOURCE_*, ENGINE_*, STORE_*. Determinism: the same files and options give the same incidents.
 * Cost: one pass over the raw tables, one query a signal, then linear in observations.
 */
export async function scanTelemetry(context: ScanContext, options: ScanOptions): Promise<ScanReport> {
  const startedAt = context.environment.now();
  const notAfter = epochMs(startedAt + FUTURE_MAX_MS);
  const summaries = await defineRelations(context.engine, {
    sources: context.sources,
    notAfter,
    signal: options.signal,
    onRelation: (relation) =>
      options.onProgress({ phase: `reading ${relation}`, doneCount: null, totalCount: null }),
  });
  const { scans, notAssessed } = await scanSignals(context, options, summaries);
  const findings = scans.flatMap((scan) => scan.findings);
  options.onProgress({
    phase: "explaining findings",
    doneCount: findings.length,
    totalCount: findings.length,
  });
  const assessed = new Set(
    [...summaries].filter(([, summary]) => (summary.rowCount ?? 0) > 0).map(([name]) => name),
  );
  const incidents = await openIncidents(context.engine, {
    findings,
    assessed,
    reasons: context.reasons,
    signals: new Map(context.signals.map((signal) => [signal.id, signal])),
    signal: options.signal,
  });
  const coverage: ScanCoverage = {
    sources: sourceCoverage(context.sources, {
      tables: await context.tables(),
      summaries,
      rawRowCounts: await countRawRows(context.engine, context.sources, options.signal),
    }),
    notes: context.notes,
    notAssessed,
    totals: {
      signalCount: scans.length,
      seriesCount: sum(scans.map((scan) => scan.seriesCount)),
      observationCount: sum(scans.map((scan) => scan.observationCount)),
      findingCount: findings.length,
      incidentCount: incidents.length,
      durationSeconds: (context.environment.now() - startedAt) / 1_000,
    },
  };
  const report = { incidents, coverage };
  if (context.store !== null) await recordScan(context.store, report, context);
  return report;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
