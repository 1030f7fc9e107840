import { type BenchOptions, compareEngines } from "./compare-engines.ts";
import type { ResultLine } from "./result-line.ts";

/** A whole scan against a script that runs the same relations and rollups without any detector. */
export function benchScan(options: BenchOptions): Promise<readonly ResultLine[]> {
  return compareEngines(
    {
      bench: "scan",
      subject: { name: "gatehouse", runner: "gatehouse scan" },
      peer: { name: "duckdb", runner: "duckdb scan" },
      others: [{ name: "read", runner: "duckdb read" }],
    },
    options,
  );
}
