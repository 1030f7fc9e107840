import { type Calibration, type CalibrationStatus, openCalibration } from "./calibration.ts";
import { fuseStatistics } from "./fuse-p-values.ts";

/** What is taken into the memory once a block is decided. */
export interface VoicedLearning {
  /** End of the window, epoch milliseconds. */
  readonly atMs: number;
  /** 1 for rows that may not teach. */
  readonly untrusted: Uint8Array;
  /** Rows that became findings. */
  readonly findingRows: readonly number[];
  /** How many rows nulls alone would have given. */
  readonly expectedNullCount: number;
}

/** Calibration of a family whose rows are judged by one to several detectors. */
export interface VoicedCalibration {
  /** Fuses the detectors' p of each row and writes its calibrated p; NaN where no detector speaks. */
  pValues(pByDetector: readonly Float64Array[], rowCount: number, out: Float64Array): void;
  /** Takes the statistics of the last `pValues` into the memory. */
  learn(rowCount: number, learning: VoicedLearning): void;
  /** Whether the row's reference is so far off that nothing should be concluded from it. */
  isObserved(row: number): boolean;
  /** Effective number of past scores behind the row's p. */
  referenceCount(row: number): number;
  /** Of the reference that most scores belong to. */
  status(): CalibrationStatus;
}

/**
 * One calibration for each number of detectors that speak: one detector's statistic spreads wider than the mean of
 * several, so rows that only one of them can judge yet (the others are warming) would fill the tail of the rest.
 *
 * Cost: that of one calibration where all rows have the same number of voices; another pass over the rows for each
 * further number that occurs.
 */
export function openVoicedCalibration(detectorCount: number): VoicedCalibration {
  const calibrations = Array.from({ length: Math.max(1, detectorCount) }, (_, index) =>
    openCalibration({ detectorCount: index + 1 }),
  );
  const present = new Uint8Array(calibrations.length + 1);
  let statistic = new Float64Array(0);
  let ownStatistic = new Float64Array(0);
  let ownP = new Float64Array(0);
  let voiceCount = new Uint8Array(0);

  function grow(rowCount: number): void {
    if (statistic.length >= rowCount) return;
    statistic = new Float64Array(rowCount * 2);
    ownStatistic = new Float64Array(rowCount * 2);
    ownP = new Float64Array(rowCount * 2);
    voiceCount = new Uint8Array(rowCount * 2);
  }

  function countVoices(pByDetector: readonly Float64Array[], rowCount: number): void {
    present.fill(0);
    for (let row = 0; row < rowCount; row++) {
      let voices = 0;
      for (const p of pByDetector) if (!Number.isNaN(p[row] ?? Number.NaN)) voices++;
      voiceCount[row] = voices;
      present[voices] = 1;
    }
  }

  /** Statistics of the rows with so many voices, NaN where they may not teach; returns how many. */
  function gatherOwn(rowCount: number, voices: number, untrusted: Uint8Array): number {
    let ownCount = 0;
    for (let row = 0; row < rowCount; row++) {
      if (voiceCount[row] !== voices) continue;
      ownStatistic[ownCount++] = untrusted[row] === 1 ? Number.NaN : (statistic[row] ?? Number.NaN);
    }
    return ownCount;
  }

  /** Calls `work` for each number of voices that occurs, 0 left out. */
  function forEachVoice(work: (calibration: Calibration, voices: number) => void): void {
    calibrations.forEach((calibration, index) => {
      if (present[index + 1] === 1) work(calibration, index + 1);
    });
  }

  return {
    pValues(pByDetector, rowCount, out) {
      grow(rowCount);
      countVoices(pByDetector, rowCount);
      fuseStatistics(pByDetector, rowCount, statistic);
      out.fill(Number.NaN, 0, rowCount);
      forEachVoice((calibration, voices) => {
        calibration.pValues(statistic, rowCount, ownP);
        for (let row = 0; row < rowCount; row++)
          if (voiceCount[row] === voices) out[row] = ownP[row] ?? Number.NaN;
      });
    },
    learn(rowCount, learning) {
      let spokenCount = 0;
      for (let row = 0; row < rowCount; row++) if (voiceCount[row] !== 0) spokenCount++;
      forEachVoice((calibration, voices) => {
        const ownCount = gatherOwn(rowCount, voices, learning.untrusted);
        calibration.learn(ownStatistic, ownCount, {
          atMs: learning.atMs,
          expectedFindingCount: (learning.expectedNullCount * ownCount) / Math.max(1, spokenCount),
          findingCount: learning.findingRows.filter((row) => voiceCount[row] === voices).length,
        });
      });
    },
    isObserved: (row) => calibrationOf(row)?.status().kind === "observe",
    referenceCount: (row) => calibrationOf(row)?.referenceCount() ?? 0,
    status: () => largest(calibrations).status(),
  };

  function calibrationOf(row: number): Calibration | undefined {
    return calibrations[(voiceCount[row] ?? 0) - 1];
  }
}

function largest(calibrations: readonly Calibration[]): Calibration {
  return calibrations.reduce((best, each) => (each.referenceCount() > best.referenceCount() ? each : best));
}
