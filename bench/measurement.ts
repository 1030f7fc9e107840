/** What one run of one engine in a process of its own took. */
export interface Measurement {
  readonly seconds: number;
  /** Largest resident set of the process. */
  readonly peakMemoryBytes: number;
  /** What was done, so that engines can be seen to have done the same. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a runner works on. */
export interface RunOptions {
  readonly folder: string;
  readonly format: "parquet" | "ndjson";
  readonly memoryLimitMb: number;
  readonly threadCount: number;
}

/** One engine doing one case once; runs in a process of its own. Returns counts of what it did. */
export type Runner = (options: RunOptions) => Promise<Readonly<Record<string, number>>>;
