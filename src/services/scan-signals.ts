import type { DetectorDefinition, SignalTraits } from "../detectors/define-detector.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import { type EpochMs, epochMs, findingsPerDay } from "../domain/units.ts";
import type { Engine, RelationSummary } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import { findSilentHours } from "./find-silent-hours.ts";
import { openObservationMemory } from "./remember-observations.ts";
import type { ScanContext, ScanOptions } from "./scan-context.ts";
import { type ScanSignalOptions, type SignalScan, scanSignal } from "./scan-signal.ts";

/** Signals under way at once: while one is scored, the engine rolls up the next. More would only cost memory. */
const CONCURRENT_SIGNAL_COUNT = 2;

/** 9999-12-31T23:59:59.999Z, the last moment that engines agree on. */
const END_OF_TIME = epochMs(253_402_300_799_999);

export interface SignalScans {
  /** In the order of the registry. */
  readonly scans: readonly SignalScan[];
  readonly notAssessed: readonly { readonly signal: string; readonly reason: string }[];
}

/** Takes every enabled signal whose relations have rows through the chain, each with its share of the budget. */
export async function scanSignals(
  context: ScanContext,
  options: ScanOptions,
  summaries: ReadonlyMap<CanonicalRelation, RelationSummary>,
): Promise<SignalScans> {
  const { measured, notAssessed } = sortSignals(context, options, summaries);
  const shareOfBudget = findingsPerDay(options.findingsPerDay / Math.max(1, measured.length));
  const silentHours = openSilentHours(context.engine, options.signal);
  const scans: SignalScan[] = [];
  let doneCount = 0;
  let nextIndex = 0;

  async function work(): Promise<void> {
    for (let index = nextIndex++; index < measured.length; index = nextIndex++) {
      const signal = measured[index];
      const relation = signal?.reads[0];
      invariant(signal !== undefined && relation !== undefined, "a signal reads nothing");
      options.onProgress({ phase: "scoring signals", doneCount, totalCount: measured.length });
      const materialityFloor = options.signalSettings[signal.id]?.materialityFloor ?? signal.materialityFloor;
      const { measure, tail, windowMs } = signal;
      const traits = { measure, tail, windowMs, materialityFloor };
      scans[index] = await scanOne(context, signal, {
        detectors: context.detectors
          .filter((definition) => suitsSignal(definition, traits))
          .map((definition) => ({
            definition,
            params: options.detectorParams[definition.id] ?? definition.defaults,
          })),
        findingsPerDay: shareOfBudget,
        alpha: options.alpha,
        weights: options.weights,
        traits,
        since: options.since ?? epochMs(0),
        until: options.until ?? END_OF_TIME,
        closedUntil: closedUntil(signal, options, summaries),
        silentHours: await silentHours(relation),
        signal: options.signal,
      });
      doneCount++;
    }
  }

  // A store takes one transaction at a time, so signals that are remembered go one after the other.
  const workerCount = context.store === null ? CONCURRENT_SIGNAL_COUNT : 1;
  await Promise.all(Array.from({ length: workerCount }, work));
  return { scans, notAssessed: [...notAssessed, ...unjudged(scans), ...observed(scans)] };
}

/** Whether a detector takes the measure, and says nothing against the rest of the signal. */
function suitsSignal({ measures, suits }: DetectorDefinition, traits: SignalTraits): boolean {
  return measures.includes(traits.measure) && (suits?.(traits) ?? true);
}

/** Signals that were measured, but of which nothing could be said yet: that is not "nothing unusual". */
function unjudged(scans: readonly SignalScan[]): SignalScans["notAssessed"] {
  return scans
    .filter(({ judgedCount, observationCount }) => observationCount > 0 && judgedCount === 0)
    .map(({ signal }) => ({ signal: signal.id, reason: "too little history to judge any of its values" }));
}

/** Families whose detectors are so far off that their findings are held back. */
function observed(scans: readonly SignalScan[]): SignalScans["notAssessed"] {
  return scans
    .filter(({ calibration }) => calibration.kind === "observe")
    .map(({ signal, calibration }) => ({
      signal: signal.id,
      reason: `observed only: its p-values needed a correction by ${calibration.correctionRatio.toPrecision(2)}`,
    }));
}

function sortSignals(
  context: ScanContext,
  options: ScanOptions,
  summaries: ReadonlyMap<CanonicalRelation, RelationSummary>,
): { readonly measured: readonly SignalDefinition[]; readonly notAssessed: SignalScans["notAssessed"] } {
  const notAssessed: { signal: string; reason: string }[] = [];
  const measured: SignalDefinition[] = [];
  for (const signal of context.signals) {
    if (options.signalSettings[signal.id]?.isEnabled === false) {
      notAssessed.push({ signal: signal.id, reason: "switched off in the configuration" });
      continue;
    }
    const empty = signal.reads.filter((relation) => (summaries.get(relation)?.rowCount ?? 0) === 0);
    if (empty.length === 0) measured.push(signal);
    else notAssessed.push({ signal: signal.id, reason: `no rows of ${empty.join(", ")}` });
  }
  return { measured, notAssessed };
}

/** A window is closed once every relation that the signal reads has moved past it. */
function closedUntil(
  signal: SignalDefinition,
  options: ScanOptions,
  summaries: ReadonlyMap<CanonicalRelation, RelationSummary>,
): EpochMs {
  const lasts = signal.reads.map((relation) => summaries.get(relation)?.lastEventAt ?? epochMs(0));
  return epochMs(Math.min(...lasts, options.until ?? END_OF_TIME));
}

/** Silent hours of a relation, asked for once. */
function openSilentHours(
  engine: Engine,
  signal: AbortSignal,
): (relation: CanonicalRelation) => Promise<ReadonlySet<number>> {
  const known = new Map<CanonicalRelation, Promise<ReadonlySet<number>>>();
  return (relation) => {
    const hours = known.get(relation) ?? findSilentHours(engine, relation, signal);
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
      onLearned: (scorer, series) => memory.finish(scorer, series),
    });
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
