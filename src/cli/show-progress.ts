import { formatNumber } from "../domain/format-quantity.ts";
import type { ScanProgress } from "../services/scan-report.ts";
import type { Output } from "./output.ts";

/** Long work on standard error: what it does, and how far it is. */
export function showProgress(output: Output, { phase, doneCount, totalCount }: ScanProgress): void {
  output.progress.show(phase, progressDetail(doneCount, totalCount));
}

function progressDetail(doneCount: number | null, totalCount: number | null): string {
  if (doneCount === null) return "";
  return totalCount === null
    ? formatNumber(doneCount)
    : `${formatNumber(doneCount)} of ${formatNumber(totalCount)}`;
}
