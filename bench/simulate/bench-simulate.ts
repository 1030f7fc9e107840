import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchOptions } from "../compare-engines.ts";
import type { Measurement } from "../measurement.ts";
import { median, type ResultLine, spread } from "../result-line.ts";
import { runMeasured } from "../run-measured.ts";

interface SimulateCase {
  readonly name: string;
  readonly subject: string;
  /** What the same number of rows costs at least. */
  readonly peer: string;
}

const CASES: readonly SimulateCase[] = [
  { name: "ready", subject: "gatehouse ready", peer: "duckdb tables" },
  { name: "written", subject: "gatehouse written", peer: "duckdb files" },
];

/**
 * A simulated account of a preset, until it answers over HTTP and until it is written as files, against DuckDB making as
 * many rows of the same tables out of a range.
 */
export async function benchSimulate(options: BenchOptions): Promise<readonly ResultLine[]> {
  const lines: ResultLine[] = [];
  for (const each of CASES) lines.push(...(await measureCase(each, options)));
  return lines;
}

async function measureCase(each: SimulateCase, options: BenchOptions): Promise<readonly ResultLine[]> {
  const subjects: Measurement[] = [];
  const peers: Measurement[] = [];
  for (let repetition = 1; repetition <= options.repeatCount; repetition++) {
    options.onProgress(`${options.preset} ${each.name}: repetition ${repetition}`);
    const subject = await runOnce(each.subject, options, {});
    subjects.push(subject);
    peers.push(await runOnce(each.peer, options, subject.counts));
  }
  const line = (engine: string, [metric, value, unit]: Figure): ResultLine => ({
    bench: "simulate",
    case: `${options.preset} ${each.name}`,
    engine,
    metric,
    value,
    unit,
    n: options.repeatCount,
  });
  const ratio = medianSeconds(subjects) / medianSeconds(peers);
  return [
    ...figuresOf(subjects).map((figure) => line("gatehouse", figure)),
    ...figuresOf(peers).map((figure) => line("duckdb", figure)),
    line("gatehouse", ["seconds_ratio_to_duckdb", ratio, "ratio"]),
  ];
}

async function runOnce(
  runner: string,
  { preset, memoryLimitMb, threadCount, dataFolder }: BenchOptions,
  rowCounts: Readonly<Record<string, number>>,
): Promise<Measurement> {
  const parent = mkdtempSync(join(dataFolder ?? tmpdir(), "gatehouse-bench-simulate-"));
  try {
    return await runMeasured(runner, {
      folder: join(parent, "out"),
      format: "parquet",
      account: { preset, rowCounts },
      memoryLimitMb,
      threadCount,
    });
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

type Figure = readonly [metric: string, value: number, unit: string];

function figuresOf(measurements: readonly Measurement[]): readonly Figure[] {
  const seconds = medianSeconds(measurements);
  const rowCount = Object.values(measurements[0]?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    ["seconds", seconds, "s"],
    ["seconds_spread", spread(measurements.map((each) => each.seconds)), "ratio"],
    ["cpu_seconds", median(measurements.map(({ cpuSeconds }) => cpuSeconds)), "s"],
    ["peak_memory", median(measurements.map(({ peakMemoryBytes }) => peakMemoryBytes)), "By"],
    ["rows", rowCount, "1"],
    ["rows_per_second", rowCount / seconds, "1/s"],
  ];
}

function medianSeconds(measurements: readonly Measurement[]): number {
  return median(measurements.map(({ seconds }) => seconds));
}
