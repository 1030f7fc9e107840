import type { ObservationBlock, TrustedObservationBlock } from "../../src/detectors/define-detector.ts";
import { releaseObservations } from "../../src/services/release-observations.ts";

/** One observation of a test, with its parts as [bucket or code, item count]. */
export interface TestRow {
  readonly series: number;
  readonly value: number;
  readonly supportCount: number;
  readonly parts: readonly (readonly [number, number])[];
}

export interface TestWindow {
  readonly windowStartMs: number;
  readonly windowMs: number;
  readonly isClosed: boolean;
}

export function blockOf(window: TestWindow, rows: readonly TestRow[]): ObservationBlock {
  const partOffset = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    partOffset[at + 1] = (partOffset[at] ?? 0) + row.parts.length;
  });
  const parts = rows.flatMap((row) => row.parts);
  return {
    ...window,
    rowCount: rows.length,
    series: Int32Array.from(rows, (row) => row.series),
    value: Float64Array.from(rows, (row) => row.value),
    supportCount: Float64Array.from(rows, (row) => row.supportCount),
    partOffset,
    part: Int32Array.from(parts, ([part]) => part),
    itemCount: Float64Array.from(parts, ([, itemCount]) => itemCount),
  };
}

/** The block as the service would release it: nothing in it is part of a finding. */
export function trust(block: ObservationBlock): TrustedObservationBlock {
  return releaseObservations(block, new Uint8Array(block.rowCount));
}
