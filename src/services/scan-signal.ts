import { openAlarmBudget } from "../decision/alarm-budget.ts";
import type { CalibrationStatus } from "../decision/calibration.ts";
import type { WeightSource } from "../decision/weights.ts";
import type { SignalTraits } from "../detectors/define-detector.ts";
import { isNonEmpty } from "../domain/brand.ts";
import type { Contribution, Finding } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { ObservedValue } from "../domain/observation.ts";
import { SKETCH_ACCURACY_RATIO } from "../domain/sketch-bucket.ts";
import { stableId } from "../domain/stable-id.ts";
import { durationMs, type EpochMs, epochMs, type FindingsPerDay, pValue } from "../domain/units.ts";
import type { Dictionary, Engine } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { partCounts } from "./part-counts.ts";
import { type NamedSeries, seriesKeyText } from "./remember-observations.ts";
import { type RolledUpBlock, type RollupOptions, rollUpSignal } from "./roll-up-signal.ts";
import {
  type ChosenDetector,
  openSignalScorer,
  type SelectedRow,
  type SignalScorer,
} from "./score-signal.ts";
import { entityFromParts, entityOfPart } from "./series-entity.ts";

/** Blocks after which the event loop gets its turn: scoring is synchronous, progress and interrupts are not. */
const BLOCKS_PER_TURN = 64;

export interface ScanSignalOptions extends RollupOptions {
  readonly detectors: readonly ChosenDetector[];
  readonly findingsPerDay: FindingsPerDay;
  readonly alpha: number;
  readonly weights: WeightSource;
  readonly traits: SignalTraits;
  /** Findings of windows that end before this are not told; their telemetry teaches all the same. */
  readonly since: EpochMs;
  /** Takes what was learned; waits for it. Absent where nothing is remembered. */
  readonly remember?: (rolledUp: RolledUpBlock, scored: ReturnType<SignalScorer["step"]>) => Promise<void>;
  /** Takes the state of the detectors after the last window; not called when there was no row. */
  readonly onLearned?: (scorer: SignalScorer, series: NamedSeries) => Promise<void>;
}

export interface SignalScan {
  readonly signal: SignalDefinition;
  readonly findings: readonly Finding[];
  readonly seriesCount: number;
  readonly observationCount: number;
  /** Observations that some detector could judge; none while all history only warms the models up. */
  readonly judgedCount: number;
  readonly calibration: CalibrationStatus;
}

/**
 * Rolls up one signal over all its history and takes each window through the chain.
 *
 * Cost: the rollup query, plus time linear in observations; memory linear in series.
 */
export async function scanSignal(
  engine: Engine,
  signal: SignalDefinition,
  options: ScanSignalOptions,
): Promise<SignalScan> {
  const scorer = openSignalScorer({
    traits: options.traits,
    detectors: options.detectors,
    budget: openAlarmBudget({
      findingsPerDay: options.findingsPerDay,
      alpha: options.alpha,
      weights: options.weights,
    }),
  });
  const findings: Finding[] = [];
  let seriesCount = 0;
  let observationCount = 0;
  let judgedCount = 0;
  let blockCount = 0;
  let seriesDictionary: Dictionary | null = null;
  for await (const rolledUp of rollUpSignal(engine, signal, options)) {
    const scored = scorer.step(rolledUp.block, rolledUp.seriesCount);
    seriesCount = rolledUp.seriesCount;
    seriesDictionary = rolledUp.seriesDictionary;
    observationCount += rolledUp.block.rowCount;
    judgedCount += judgedRowCount(scored.p, rolledUp.block.rowCount);
    const isTold = rolledUp.block.windowStartMs + rolledUp.block.windowMs > options.since;
    for (const selected of isTold ? scored.selected : []) {
      findings.push(findingOf({ signal, rolledUp, scorer }, selected));
    }
    if (options.remember !== undefined) await options.remember(rolledUp, scored);
    if (++blockCount % BLOCKS_PER_TURN === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      options.signal.throwIfAborted();
    }
  }
  if (seriesDictionary !== null) await options.onLearned?.(scorer, { seriesDictionary, seriesCount });
  const calibration = scorer.calibration.status();
  return { signal, findings, seriesCount, observationCount, judgedCount, calibration };
}

function judgedRowCount(p: Float64Array, rowCount: number): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (!Number.isNaN(p[row] ?? Number.NaN)) count++;
  return count;
}

interface FindingPlace {
  readonly signal: SignalDefinition;
  readonly rolledUp: RolledUpBlock;
  readonly scorer: SignalScorer;
}

function findingOf(place: FindingPlace, selected: SelectedRow): Finding {
  const { signal, rolledUp } = place;
  const { block } = rolledUp;
  const row = selected.row;
  const detectors = selected.detectors;
  invariant(isNonEmpty(detectors), "a finding without a detector");
  const explanation = selected.explanation;
  const parts = rolledUp.seriesDictionary.at(block.series[row] ?? 0);
  const contributions = inWords(explanation.contributions, rolledUp.partDictionary);
  return {
    id: stableId("finding", [signal.id, `${signal.version}`, seriesKeyText(parts), `${block.windowStartMs}`]),
    evidence: {
      observation: {
        series: { signal: signal.id, entity: entityFromParts(signal, parts) },
        window: {
          start: epochMs(block.windowStartMs),
          length: durationMs(block.windowMs),
          state: block.isClosed ? "closed" : "open",
        },
        value: observedValue(signal, rolledUp, row),
        supportCount: block.supportCount[row] ?? 0,
      },
      detectors,
      p: pValue(selected.p),
      referenceCount: place.scorer.calibration.referenceCount(row),
    },
    weight: selected.weight,
    thresholdP: selected.thresholdP,
    value: block.value[row] ?? 0,
    expected: explanation.expected,
    lower: explanation.lower,
    upper: explanation.upper,
    contributions,
    alsoAbout: contributions.flatMap(({ part }) => entityOfPart(signal, part)),
  };
}

function observedValue(signal: SignalDefinition, rolledUp: RolledUpBlock, row: number): ObservedValue {
  const { block, partDictionary } = rolledUp;
  if (signal.measure !== "sketch" && signal.measure !== "categories") {
    return { kind: "scalar", value: block.value[row] ?? 0 };
  }
  const counts = partCounts(block, row, partDictionary);
  if (signal.measure === "sketch")
    return { kind: "sketch", sketch: { accuracyRatio: SKETCH_ACCURACY_RATIO, counts } };
  return { kind: "categories", counts };
}

/** Detectors name parts by code; readers want the words. */
function inWords(
  contributions: readonly Contribution[],
  dictionary: Dictionary | null,
): readonly Contribution[] {
  if (dictionary === null) return contributions;
  return contributions.map(({ part, share }) => ({ part: wordOf(part, dictionary), share }));
}

function wordOf(part: string, dictionary: Dictionary): string {
  const code = Number(part);
  const isCode = part !== "" && Number.isInteger(code) && code >= 0 && code < dictionary.wordCount;
  return isCode ? (dictionary.at(code)[0] ?? part) : part;
}
