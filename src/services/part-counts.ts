import type { ObservationBlock } from "../detectors/define-detector.ts";
import type { Dictionary } from "../ports/engine.ts";

/** Counts of one row's parts: by word of a category, or by bucket where there is no dictionary. */
export function partCounts(
  block: ObservationBlock,
  row: number,
  dictionary: Dictionary | null,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let at = block.partOffset[row] ?? 0; at < (block.partOffset[row + 1] ?? 0); at++) {
    const code = block.part[at] ?? 0;
    counts[dictionary?.at(code)[0] ?? String(code)] = block.itemCount[at] ?? 0;
  }
  return counts;
}
