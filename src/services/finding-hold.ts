import type { ObservationBlock } from "../detectors/define-detector.ts";
import { DAY_MS } from "../domain/units.ts";

/**
 * A finding stops holding its series back after this: then what is still unusual is taken as the new normal,
 * or the guard would never speak of that series again in its own terms.
 */
const HOLD_MS = 7 * DAY_MS;
/** Rows at most this likely belong to the finding before them. */
const CONTINUED_P_MAX = 0.02;
/** An episode is over when no row of the series belonged to it for this long. */
const EPISODE_GAP_MS = DAY_MS;

/** Which rows may not teach, because they are part of an open finding. */
export interface FindingHold {
  grow(seriesCount: number): void;
  /** Marks 1 for each row that is selected, or continues an undecided finding of its series. Valid until the next call. */
  hold(
    block: ObservationBlock,
    scored: { readonly p: Float64Array; readonly selected: readonly { readonly row: number }[] },
  ): Uint8Array;
}

/**
 * Remembers for each series the episode of findings that it is in.
 *
 * Cost: 16 bytes a series; one comparison a row.
 */
export function openFindingHold(): FindingHold {
  let heldUntilMs = new Float64Array(0);
  let lastHeldMs = new Float64Array(0);
  let untrusted = new Uint8Array(0);

  function begin(series: number, block: ObservationBlock): void {
    const endMs = block.windowStartMs + block.windowMs;
    const isSameEpisode = block.windowStartMs - (lastHeldMs[series] ?? 0) <= EPISODE_GAP_MS;
    if (!isSameEpisode) heldUntilMs[series] = endMs + HOLD_MS;
    lastHeldMs[series] = endMs;
  }

  return {
    grow(seriesCount) {
      if (seriesCount <= heldUntilMs.length) return;
      const length = Math.max(seriesCount, heldUntilMs.length * 2);
      heldUntilMs = grown(heldUntilMs, length);
      lastHeldMs = grown(lastHeldMs, length);
    },
    hold(block, scored) {
      if (untrusted.length < block.rowCount) untrusted = new Uint8Array(block.rowCount * 2);
      untrusted.fill(0, 0, block.rowCount);
      for (const { row } of scored.selected) {
        begin(block.series[row] ?? 0, block);
        untrusted[row] = 1;
      }
      for (let row = 0; row < block.rowCount; row++) {
        const series = block.series[row] ?? 0;
        const isHeld = block.windowStartMs < (heldUntilMs[series] ?? 0);
        if (!isHeld || untrusted[row] === 1 || !((scored.p[row] ?? Number.NaN) <= CONTINUED_P_MAX)) continue;
        untrusted[row] = 1;
        lastHeldMs[series] = block.windowStartMs + block.windowMs;
      }
      return untrusted;
    },
  };
}

function grown(from: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const into = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  into.set(from);
  return into;
}
