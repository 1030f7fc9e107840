/** One measured figure; with --json one line each. */
export interface ResultLine {
  readonly bench: string;
  readonly case: string;
  readonly engine: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** Repetitions behind the figure. */
  readonly n: number;
}

/** Names what a figure measures, so that two runs can be compared. */
export function resultKey({ bench, case: name, engine, metric }: ResultLine): string {
  return [bench, name, engine, metric].join(" ");
}

/** The middle of the values; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Distance of the extremes in shares of the median: how far a repetition may lie from the quoted figure. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
