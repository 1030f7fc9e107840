import type { BenchOptions } from "../compare-engines.ts";
import { median, type ResultLine } from "../result-line.ts";
import { type Answer, askEmulator } from "./ask-emulator.ts";
import { type ServedAccount, serveAccount } from "./served-account.ts";

/** Problems told in full; the rest is counted. */
const TOLD_PROBLEM_COUNT = 5;
const SLOW_QUANTILE = 0.95;

/**
 * Clients that ask an emulated account as fast as they are answered, while the account's time runs; against one client
 * alone, who tells what an answer takes when nobody else asks.
 */
export async function benchEmulator(options: BenchOptions): Promise<readonly ResultLine[]> {
  const { preset, clientCount, spanSeconds, onProgress } = options;
  onProgress(`${preset}: opening`);
  const served = await serveAccount(preset);
  try {
    onProgress("one client");
    const alone = await askFor(served, 1, spanSeconds / 6);
    onProgress(`${clientCount} clients`);
    const together = await askFor(served, clientCount, spanSeconds);
    const problems = [...alone, ...together].flatMap(({ problem }) => (problem === null ? [] : [problem]));
    for (const problem of problems.slice(0, TOLD_PROBLEM_COUNT)) onProgress(problem);
    const name = `${preset} ${clientCount} clients`;
    const figures = [
      ...figuresOf(`${preset} 1 client`, alone, spanSeconds / 6),
      ...figuresOf(name, together, spanSeconds),
      { case: name, metric: "ready_seconds", value: served.readySeconds, unit: "s" },
      {
        case: name,
        metric: "answers_ratio_to_1_client",
        value: (together.length / alone.length) * (1 / 6),
        unit: "ratio",
      },
    ];
    return figures.map((figure) => ({ bench: "emulator", engine: "gatehouse", n: 1, ...figure }));
  } finally {
    await served.close();
  }
}

async function askFor(
  served: ServedAccount,
  clientCount: number,
  spanSeconds: number,
): Promise<readonly Answer[]> {
  const endMs = performance.now() + spanSeconds * 1_000;
  const clients = Array.from({ length: clientCount }, async (_, client) => {
    const answers: Answer[] = [];
    for (let index = client; performance.now() < endMs; index++)
      answers.push(await askEmulator(served, index));
    return answers;
  });
  return (await Promise.all(clients)).flat();
}

function figuresOf(name: string, answers: readonly Answer[], spanSeconds: number) {
  const errorCount = answers.filter(({ problem }) => problem !== null).length;
  const kinds = [...new Set(answers.map(({ kind }) => kind))].sort();
  return [
    { case: name, metric: "answers", value: answers.length, unit: "1" },
    { case: name, metric: "errors", value: errorCount, unit: "1" },
    { case: name, metric: "answers_per_second", value: answers.length / spanSeconds, unit: "1/s" },
    ...kinds.flatMap((kind) => {
      const seconds = answers.filter((each) => each.kind === kind).map((each) => each.seconds);
      return [
        { case: name, metric: `${kind} seconds_median`, value: median(seconds), unit: "s" },
        { case: name, metric: `${kind} seconds_p95`, value: quantile(seconds, SLOW_QUANTILE), unit: "s" },
      ];
    }),
  ];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
