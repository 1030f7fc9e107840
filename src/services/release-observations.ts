import type { ObservationBlock, TrustedObservationBlock } from "../detectors/define-detector.ts";
import type { Observation, TrustedObservation } from "../domain/observation.ts";

/**
 * The rows of a block that may teach: closed windows, and not marked in `untrusted` (1 = part of an open finding).
 * The only place where trusted blocks are minted. Without an untrusted row the block itself is returned, not a copy.
 */
export function releaseObservations(block: ObservationBlock, untrusted: Uint8Array): TrustedObservationBlock {
  if (!block.isClosed) return withoutRows(block);
  let heldCount = 0;
  for (let row = 0; row < block.rowCount; row++) heldCount += untrusted[row] ?? 0;
  if (heldCount === 0) return trusted(block);
  return trusted(keepRows(block, { untrusted, keptCount: block.rowCount - heldCount }));
}

/** The same for a single observation of the pure contract. */
export function releaseObservation(
  observation: Observation,
  isUntrusted: boolean,
): TrustedObservation | null {
  if (isUntrusted || observation.window.state === "open") return null;
  return observation as TrustedObservation;
}

function trusted(block: ObservationBlock): TrustedObservationBlock {
  return block as TrustedObservationBlock;
}

function withoutRows(block: ObservationBlock): TrustedObservationBlock {
  return trusted({ ...block, rowCount: 0 });
}

function keepRows(
  block: ObservationBlock,
  keep: { readonly untrusted: Uint8Array; readonly keptCount: number },
): ObservationBlock {
  const series = new Int32Array(keep.keptCount);
  const value = new Float64Array(keep.keptCount);
  const supportCount = new Float64Array(keep.keptCount);
  const partOffset = new Int32Array(keep.keptCount + 1);
  const part: number[] = [];
  const itemCount: number[] = [];
  let kept = 0;
  for (let row = 0; row < block.rowCount; row++) {
    if (keep.untrusted[row] === 1) continue;
    series[kept] = block.series[row] ?? 0;
    value[kept] = block.value[row] ?? 0;
    supportCount[kept] = block.supportCount[row] ?? 0;
    const end = block.partOffset[row + 1] ?? 0;
    for (let at = block.partOffset[row] ?? 0; at < end; at++) {
      part.push(block.part[at] ?? 0);
      itemCount.push(block.itemCount[at] ?? 0);
    }
    kept++;
    partOffset[kept] = part.length;
  }
  return {
    ...block,
    rowCount: kept,
    series,
    value,
    supportCount,
    partOffset,
    part: Int32Array.from(part),
    itemCount: Float64Array.from(itemCount),
  };
}
