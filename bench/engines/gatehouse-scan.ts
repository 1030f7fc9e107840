import type { Runner } from "../measurement.ts";
import { built } from "./built.ts";

/** `gatehouse scan`, as a user runs it, its output taken from the program's own printer. */
export const gatehouseScan: Runner = async ({ folder, memoryLimitMb, threadCount }) => {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array) => {
    lines.push(String(chunk));
    return true;
  };
  const { main } = await built<typeof import("../../src/main.ts")>("main.ts");
  const limits = ["--memory-limit", String(memoryLimitMb), "--threads", String(threadCount)];
  const exitCode = await main(["scan", folder, "--json", ...limits]);
  process.stdout.write = write;
  if (exitCode !== 0) throw new Error(`gatehouse scan ended with ${exitCode}`);
  return totalsOf(lines.join("").trimEnd().split("\n").at(-1) ?? "");
};

function totalsOf(line: string): Readonly<Record<string, number>> {
  const coverage = JSON.parse(line) as {
    readonly sources: readonly { readonly rowCount: number }[];
    readonly totals: {
      readonly seriesCount: number;
      readonly observationCount: number;
      readonly findingCount: number;
      readonly signalCount: number;
    };
  };
  return {
    events: Math.max(...coverage.sources.map(({ rowCount }) => rowCount)),
    signals: coverage.totals.signalCount,
    series: coverage.totals.seriesCount,
    observations: coverage.totals.observationCount,
    findings: coverage.totals.findingCount,
  };
}
