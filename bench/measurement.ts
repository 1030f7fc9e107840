/** What one run of one engine in a process of its own took. */
export interface Measurement {
  readonly seconds: number;
  /** Time of all cores that the process used: what a busy machine leaves comparable. */
  readonly cpuSeconds: number;
  /** Largest resident set of the process. */
  readonly peakMemoryBytes: number;
  /** What was done, so that engines can be seen to have done the same. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a runner works on. */
export interface RunOptions {
  /** Data to read, or an empty folder to write. */
  readonly folder: string;
  readonly format: "parquet" | "ndjson";
  /** Of a simulated account; null for runners that need none. */
  readonly account: SimulatedRun | null;
  readonly memoryLimitMb: number;
  readonly threadCount: number;
}

/** A simulated account, and how many rows its tables hold. */
export interface SimulatedRun {
  readonly preset: string;
  /** Rows by full name of a system table; empty until they are known. */
  readonly rowCounts: Readonly<Record<string, number>>;
}

/** One engine doing one case once; runs in a process of its own. Returns counts of what it did. */
export type Runner = (options: RunOptions) => Promise<Readonly<Record<string, number>>>;
