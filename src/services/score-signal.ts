import type { AlarmBudget } from "../decision/alarm-budget.ts";
import { openVoicedCalibration, type VoicedCalibration } from "../decision/voiced-calibration.ts";
import type {
  DetectorDefinition,
  DetectorTable,
  Explanation,
  ObservationBlock,
  SignalTraits,
  TrustedObservationBlock,
} from "../detectors/define-detector.ts";
import { openFindingHold } from "./finding-hold.ts";
import { releaseObservations } from "./release-observations.ts";

/** A detector with the parameters that the configuration gives it. */
export interface ChosenDetector {
  readonly definition: DetectorDefinition;
  readonly params: DetectorDefinition["defaults"];
}

export interface SignalScorerOptions {
  readonly traits: SignalTraits;
  readonly detectors: readonly ChosenDetector[];
  /** The signal's share of the account's budget, weights included. */
  readonly budget: AlarmBudget;
}

/** A row that the budget let through. */
export interface SelectedRow {
  readonly row: number;
  readonly p: number;
  readonly thresholdP: number;
  readonly weight: number;
  /** The detector that found the row least likely first, then the others that scored it. */
  readonly detectors: readonly string[];
  readonly explanation: Explanation;
}

export interface ScoredBlock {
  /** Calibrated p by row; NaN while warming or where nothing can be said. Valid until the next step. */
  readonly p: Float64Array;
  readonly selected: readonly SelectedRow[];
  /** What the detectors learned from. */
  readonly trusted: TrustedObservationBlock;
}

/** The whole chain of one signal, from observations to selected rows; one instance holds its state. */
export interface SignalScorer {
  /** Scores a block, selects, and only then learns from the rows that can be trusted. */
  step(block: ObservationBlock, seriesCount: number): ScoredBlock;
  /**
   * Scores without selecting or learning, and tells what the null models expect of each row: what `detect` draws.
   * The next `step` of the same block gives the same p.
   */
  preview(block: ObservationBlock, seriesCount: number): readonly Explanation[];
  readonly calibration: VoicedCalibration;
  readonly tables: readonly { readonly definition: DetectorDefinition; readonly table: DetectorTable }[];
}

/**
 * Opens the chain detectors → fusion → calibration → weights → budget for one signal.
 *
 * Works when: blocks come in ascending order of window. Determinism: the same blocks give the same result.
 * Cost: linear in rows; arrays are reused from step to step.
 */
export function openSignalScorer(options: SignalScorerOptions): SignalScorer {
  const tables = options.detectors.map(({ definition, params }) => ({
    definition,
    table: definition.open(params, options.traits),
  }));
  const calibration = openVoicedCalibration(tables.length);
  const hold = openFindingHold();
  const columns = openScoreColumns(tables.length);

  function scoreRows(block: ObservationBlock, seriesCount: number): void {
    columns.grow(block.rowCount);
    hold.grow(seriesCount);
    options.budget.grow(seriesCount);
    tables.forEach(({ table }, index) => {
      table.grow(seriesCount);
      table.score(block, columns.pByDetector[index] ?? columns.p);
    });
    calibration.pValues(columns.pByDetector, block.rowCount, columns.p);
  }

  return {
    calibration,
    tables,
    preview(block, seriesCount) {
      scoreRows(block, seriesCount);
      return Array.from({ length: block.rowCount }, (_, row) => explainRow({ tables, columns }, block, row));
    },
    step(block, seriesCount) {
      scoreRows(block, seriesCount);
      const { selected, expectedNullCount } = selectRows({ options, tables, columns, calibration }, block);
      const untrusted = hold.hold(block, { p: columns.p, selected });
      const trusted = releaseObservations(block, untrusted);
      learnRows({ tables, columns, calibration }, block, { trusted, untrusted, selected, expectedNullCount });
      return { p: columns.p, selected, trusted };
    },
  };
}

interface ChainTable {
  readonly definition: DetectorDefinition;
  readonly table: DetectorTable;
}

/** Arrays of one step, kept and grown from step to step. */
interface ScoreColumns {
  readonly pByDetector: Float64Array[];
  p: Float64Array;
  grow(rowCount: number): void;
}

function openScoreColumns(detectorCount: number): ScoreColumns {
  const columns: ScoreColumns = {
    pByDetector: Array.from({ length: detectorCount }, () => new Float64Array(0)),
    p: new Float64Array(0),
    grow(rowCount) {
      if (columns.p.length >= rowCount) return;
      const length = rowCount * 2;
      columns.pByDetector.forEach((_, index) => {
        columns.pByDetector[index] = new Float64Array(length);
      });
      columns.p = new Float64Array(length);
    },
  };
  return columns;
}

interface Chain {
  readonly tables: readonly ChainTable[];
  readonly columns: ScoreColumns;
}

/** Detectors that scored a row, the one that found it least likely first. */
function detectorsOf(chain: Chain, row: number): readonly ChainTable[] {
  return chain.tables
    .map((each, index) => ({ each, p: chain.columns.pByDetector[index]?.[row] ?? Number.NaN }))
    .filter(({ p }) => !Number.isNaN(p))
    .sort((a, b) => a.p - b.p)
    .map(({ each }) => each);
}

/** Expectation of the strongest detector that has one, parts of the strongest that names any. */
function explainRow(chain: Chain, block: ObservationBlock, row: number): Explanation {
  const all = detectorsOf(chain, row).map(({ table }) => table.explain(block, row));
  const level = all.find((each) => each.expected !== null);
  return {
    expected: level?.expected ?? null,
    lower: level?.lower ?? null,
    upper: level?.upper ?? null,
    contributions: all.find((each) => each.contributions.length > 0)?.contributions ?? [],
  };
}

interface SelectedRows {
  readonly selected: readonly SelectedRow[];
  readonly expectedNullCount: number;
}

function selectRows(
  chain: Chain & { readonly options: SignalScorerOptions; readonly calibration: VoicedCalibration },
  block: ObservationBlock,
): SelectedRows {
  const { options, columns } = chain;
  const isWorthy = (row: number): boolean => {
    if (chain.calibration.isObserved(row)) return false;
    const floor = options.traits.materialityFloor;
    if (floor === 0) return true;
    const { expected } = explainRow(chain, block, row);
    return expected === null || Math.abs((block.value[row] ?? 0) - expected) >= floor;
  };
  const { rows, expectedNullCount } = options.budget.select(block, columns.p, isWorthy);
  const selected = rows.map((budgeted) => ({
    ...budgeted,
    p: columns.p[budgeted.row] ?? 1,
    detectors: detectorsOf(chain, budgeted.row).map(({ definition }) => definition.id),
    explanation: explainRow(chain, block, budgeted.row),
  }));
  return { selected, expectedNullCount };
}

interface DecidedRows extends SelectedRows {
  readonly trusted: TrustedObservationBlock;
  readonly untrusted: Uint8Array;
}

function learnRows(
  chain: Chain & { readonly calibration: VoicedCalibration },
  block: ObservationBlock,
  decided: DecidedRows,
): void {
  if (!block.isClosed) return;
  chain.calibration.learn(block.rowCount, {
    atMs: block.windowStartMs + block.windowMs,
    untrusted: decided.untrusted,
    findingRows: decided.selected.map(({ row }) => row),
    expectedNullCount: decided.expectedNullCount,
  });
  for (const { table } of chain.tables) table.learn(decided.trusted);
}
