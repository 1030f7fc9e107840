import { type BenchOptions, compareEngines } from "./compare-engines.ts";
import type { ResultLine } from "./result-line.ts";

/** Files to relations: how long until the first rollup can run. */
export function benchIngest(options: BenchOptions): Promise<readonly ResultLine[]> {
  return compareEngines(
    {
      bench: "ingest",
      subject: { name: "gatehouse", runner: "gatehouse ingest" },
      peer: { name: "duckdb", runner: "duckdb ingest" },
      others: [{ name: "read", runner: "duckdb read" }],
    },
    options,
  );
}
