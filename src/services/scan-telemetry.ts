import type { ReasonDefinition } from "../attribution/define-reason.ts";
import type { WeightSource } from "../decision/weights.ts";
import type { DetectorDefinition } from "../detectors/define-detector.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { Actor } from "../domain/principal.ts";
import { DAY_MS, type EpochMs, epochMs, findingsPerDay } from "../domain/units.ts";
import type { Engine, RelationSummary } from "../ports/engine.ts";
import type { Environment } from "../ports/environment.ts";
import type { Store } from "../ports/store.ts";
import type { RawTableCoverage } from "../ports/telemetry.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import type { SourceDefinition } from "../sources/define-source.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import { defineRelations } from "./define-relations.ts";
import { findSilentHours } from "./find-silent-hours.ts";
import { openIncidents } from "./open-incidents.ts";
import { recordScan } from "./record-scan.ts";
import { openObservationMemory } from "./remember-observations.ts";
import type { ScanCoverage, ScanProgress, ScanReport } from "./scan-report.ts";
import { type ScanSignalOptions, type SignalScan, scanSignal } from "./scan-signal.ts";
import { sourceCoverage } from "./source-coverage.ts";

/** What a scan works with; opened and closed by the caller. */
export interface ScanContext {
  readonly engine: Engine;
  /** What was read of each raw table; asked for once every relation is defined. */
  readonly tables: () => Promise<readonly RawTableCoverage[]>;
  /** Where observations, findings and the ledger go; null leaves nothing behind. */
  readonly store: Store | null;
  readonly actor: Actor;
  readonly environment: Environment;
  readonly sources: readonly SourceDefinition[];
  readonly signals: readonly SignalDefinition[];
  readonly detectors: readonly DetectorDefinition[];
  readonly reasons: readonly ReasonDefinition[];
}

export interface ScanOptions {
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly findingsPerDay: number;
  readonly alpha: number;
  readonly weights: WeightSource;
  /** By signal id; a signal without an entry is on, with its own floor. */
  readonly signalSettings: Readonly<
    Record<string, { readonly isEnabled: boolean; readonly materialityFloor: number }>
  >;
  /** By detector id; a detector without an entry keeps its defaults. */
  readonly detectorParams: Readonly<Record<string, DetectorDefinition["defaults"]>>;
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
}

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
    onRelation: (relation, summary) =>
      options.onProgress({ phase: `read ${relation}`, doneCount: summary.rowCount, totalCount: null }),
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
    sources: sourceCoverage(context.sources, await context.tables(), summaries),
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

interface SignalScans {
  readonly scans: readonly SignalScan[];
  readonly notAssessed: readonly { readonly signal: string; readonly reason: string }[];
}

async function scanSignals(
  context: ScanContext,
  options: ScanOptions,
  summaries: ReadonlyMap<CanonicalRelation, RelationSummary>,
): Promise<SignalScans> {
  const enabled = context.signals.filter((signal) => options.signalSettings[signal.id]?.isEnabled !== false);
  const notAssessed: { signal: string; reason: string }[] = [];
  const measured: SignalDefinition[] = [];
  for (const signal of enabled) {
    const empty = signal.reads.filter((relation) => (summaries.get(relation)?.rowCount ?? 0) === 0);
    if (empty.length === 0) measured.push(signal);
    else notAssessed.push({ signal: signal.id, reason: `no rows of ${empty.join(", ")}` });
  }
  const shareOfBudget = findingsPerDay(options.findingsPerDay / Math.max(1, measured.length));
  const silentHours = openSilentHours(context.engine, options.signal);
  const scans: SignalScan[] = [];
  for (const signal of measured) {
    options.onProgress({
      phase: `scoring ${signal.id}`,
      doneCount: scans.length,
      totalCount: measured.length,
    });
    const relation = signal.reads[0];
    invariant(relation !== undefined, `signal \`${signal.id}\` reads nothing`);
    const scanOptions: ScanSignalOptions = {
      detectors: context.detectors
        .filter((definition) => definition.measures.includes(signal.measure))
        .map((definition) => ({
          definition,
          params: options.detectorParams[definition.id] ?? definition.defaults,
        })),
      findingsPerDay: shareOfBudget,
      alpha: options.alpha,
      weights: options.weights,
      materialityFloor: options.signalSettings[signal.id]?.materialityFloor ?? signal.materialityFloor,
      since: options.since ?? epochMs(0),
      until: options.until ?? epochMs(context.environment.now() + FUTURE_MAX_MS),
      closedUntil: closedUntil(signal, options, summaries),
      silentHours: await silentHours(relation),
      signal: options.signal,
    };
    scans.push(await scanOne(context, signal, scanOptions));
  }
  return { scans, notAssessed };
}

/** A window is closed once every relation that the signal reads has moved past it. */
function closedUntil(
  signal: SignalDefinition,
  options: ScanOptions,
  summaries: ReadonlyMap<CanonicalRelation, RelationSummary>,
): EpochMs {
  const lasts = signal.reads.map((relation) => summaries.get(relation)?.lastEventAt ?? epochMs(0));
  return epochMs(Math.min(...lasts, options.until ?? Number.MAX_SAFE_INTEGER));
}

/** Silent hours of a relation, asked for once. */
function openSilentHours(
  engine: Engine,
  signal: AbortSignal,
): (relation: CanonicalRelation) => Promise<ReadonlySet<number>> {
  const known = new Map<CanonicalRelation, ReadonlySet<number>>();
  return async (relation) => {
    const before = known.get(relation);
    if (before !== undefined) return before;
    const hours = await findSilentHours(engine, relation, signal);
    known.set(relation, hours);
    return hours;
  };
}

/** With a store, what the signal learns from is written in one transaction with its ledger entry. */
async function scanOne(
  context: ScanContext,
  signal: SignalDefinition,
  options: ScanSignalOptions,
): Promise<SignalScan> {
  if (context.store === null) return scanSignal(context.engine, signal, options);
  return context.store.transaction(async (transaction) => {
    const memory = openObservationMemory(transaction, signal);
    const scan = await scanSignal(context.engine, signal, {
      ...options,
      remember: (rolledUp, { trusted }) => memory.remember({ ...rolledUp, block: trusted }),
    });
    await memory.finish(scan.scorer, scan.seriesDictionary, scan.seriesCount);
    await appendLedgerEntry(transaction, {
      at: context.environment.now(),
      actor: context.actor,
      action: "baseline.learn",
      subject: signal.id,
      details: {
        signalVersion: signal.version,
        seriesCount: scan.seriesCount,
        observationCount: scan.observationCount,
      },
    });
    return scan;
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
