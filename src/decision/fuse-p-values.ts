import { P_VALUE_MIN } from "../domain/units.ts";

/**
 * Combines the detectors of one series: writes `−ln` of the geometric mean of their p to `out[i]`.
 *
 * The result is a statistic, not a p: its distribution under the null depends on how the detectors hang together, so
 * {@link openCalibration} gives it its p. Detectors that say nothing of a row (NaN) are left out of that row; the row
 * is NaN when all are.
 *
 * Shapes: one array of p per detector, each at least `rowCount` long; `out` in nats, 0 (nothing unusual) to about 690.
 * Fails when rows of one family are judged by different numbers of detectors: few detectors spread wider than many, so
 * rows with fewer of them fill the tail. Keep such rows in a family of their own.
 * Cost: one logarithm a row and detector.
 * Source: Vovk, Wang (2012), Combining p-values via averaging, arXiv 1212.4966, section 3 (geometric mean).
 */
export function fuseStatistics(
  pByDetector: readonly Float64Array[],
  rowCount: number,
  out: Float64Array,
): void {
  for (let row = 0; row < rowCount; row += 1) out[row] = fuseRow(pByDetector, row);
}

function fuseRow(pByDetector: readonly Float64Array[], row: number): number {
  let sum = 0;
  let spokenCount = 0;
  for (const p of pByDetector) {
    const value = p[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum -= Math.log(Math.min(1, Math.max(P_VALUE_MIN, value)));
    spokenCount += 1;
  }
  return spokenCount === 0 ? Number.NaN : sum / spokenCount;
}
