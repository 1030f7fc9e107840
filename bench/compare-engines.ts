import type { AuditFormat } from "./generate-audit.ts";
import { generateAudit } from "./generate-audit.ts";
import type { Measurement } from "./measurement.ts";
import { median, type ResultLine, spread } from "./result-line.ts";
import { runMeasured } from "./run-measured.ts";

/** What a case of the benchmark is asked to do. */
export interface BenchOptions {
  readonly eventCounts: readonly number[];
  readonly formats: readonly AuditFormat[];
  readonly repeatCount: number;
  readonly threadCount: number;
  readonly memoryLimitMb: number;
  readonly dataFolder: string | null;
  /** Of a simulated account. */
  readonly preset: string;
  readonly clientCount: number;
  /** How long the clients ask. */
  readonly spanSeconds: number;
  onProgress(text: string): void;
}

/** One engine of a comparison; the first one is quoted in shares of the peer. */
export interface ComparedEngine {
  /** Name in the results. */
  readonly name: string;
  /** Name of the runner. */
  readonly runner: string;
}

export interface Comparison {
  readonly bench: string;
  readonly subject: ComparedEngine;
  readonly peer: ComparedEngine;
  readonly others: readonly ComparedEngine[];
}

/** Runs all engines side by side, repetitions interleaved, each in a process of its own. */
export async function compareEngines(
  comparison: Comparison,
  options: BenchOptions,
): Promise<readonly ResultLine[]> {
  const lines: ResultLine[] = [];
  for (const format of options.formats) {
    let before: { readonly eventCount: number; readonly seconds: number } | null = null;
    for (const eventCount of options.eventCounts) {
      const measured = await measureCase(comparison, options, { format, eventCount });
      lines.push(...caseLines(comparison, `${format} ${eventCount}`, { measured, eventCount }));
      const seconds = medianSeconds(measured.get(comparison.subject.name) ?? []);
      if (before !== null)
        lines.push({
          bench: comparison.bench,
          case: `${format} ${before.eventCount} to ${eventCount}`,
          engine: comparison.subject.name,
          metric: "growth_ratio",
          value: seconds / before.seconds,
          unit: "ratio",
          n: options.repeatCount,
        });
      before = { eventCount, seconds };
    }
  }
  return lines;
}

interface CaseOfData {
  readonly format: AuditFormat;
  readonly eventCount: number;
}

async function measureCase(
  comparison: Comparison,
  options: BenchOptions,
  { format, eventCount }: CaseOfData,
): Promise<ReadonlyMap<string, readonly Measurement[]>> {
  options.onProgress(`making ${eventCount} events as ${format}`);
  const { folder } = await generateAudit({ eventCount, format, dataFolder: options.dataFolder });
  const engines = [comparison.subject, comparison.peer, ...comparison.others];
  const measured = new Map<string, Measurement[]>(engines.map(({ name }) => [name, []]));
  const { memoryLimitMb, threadCount } = options;
  for (let repetition = 1; repetition <= options.repeatCount; repetition++)
    for (const { name, runner } of engines) {
      options.onProgress(`${format} ${eventCount}: ${name}, repetition ${repetition}`);
      measured
        .get(name)
        ?.push(await runMeasured(runner, { folder, format, account: null, memoryLimitMb, threadCount }));
    }
  return measured;
}

function medianSeconds(measurements: readonly Measurement[]): number {
  return median(measurements.map(({ seconds }) => seconds));
}

function caseLines(
  comparison: Comparison,
  name: string,
  {
    measured,
    eventCount,
  }: { readonly measured: ReadonlyMap<string, readonly Measurement[]>; readonly eventCount: number },
): readonly ResultLine[] {
  const lines = [...measured].flatMap(([engine, measurements]) =>
    figuresOf(measurements, eventCount).map(
      ([metric, value, unit]): ResultLine => ({
        bench: comparison.bench,
        case: name,
        engine,
        metric,
        value,
        unit,
        n: measurements.length,
      }),
    ),
  );
  const subject = medianSeconds(measured.get(comparison.subject.name) ?? []);
  const peer = medianSeconds(measured.get(comparison.peer.name) ?? []);
  const ratio: ResultLine = {
    bench: comparison.bench,
    case: name,
    engine: comparison.subject.name,
    metric: `seconds_ratio_to_${comparison.peer.name}`,
    value: subject / peer,
    unit: "ratio",
    n: measured.get(comparison.subject.name)?.length ?? 0,
  };
  return [...lines, ratio];
}

/** Metric, value and unit of what one engine did. */
function figuresOf(
  measurements: readonly Measurement[],
  eventCount: number,
): readonly (readonly [string, number, string])[] {
  const seconds = medianSeconds(measurements);
  return [
    ["seconds", seconds, "s"],
    ["seconds_spread", spread(measurements.map((each) => each.seconds)), "ratio"],
    ["events_per_second", eventCount / seconds, "1/s"],
    ["peak_memory", median(measurements.map(({ peakMemoryBytes }) => peakMemoryBytes)), "By"],
    ...Object.entries(measurements[0]?.counts ?? {}).map(([metric, value]) => [metric, value, "1"] as const),
  ];
}
