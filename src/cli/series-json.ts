import type { SeriesVerdict } from "../services/series-verdict.ts";
import type { RowData } from "./render-table.ts";

/** A row as `detect --json` prints it; docs/json.md describes every key. */
export function verdictJson(verdict: SeriesVerdict): RowData {
  return {
    timestamp: verdict.timestamp,
    value: verdict.value,
    p: verdict.p,
    alarm: verdict.isAlarm,
    expected: verdict.expected,
    lower: verdict.lower,
    upper: verdict.upper,
    warming: verdict.isWarming,
  };
}
