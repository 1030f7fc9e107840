import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type Column, renderTable } from "../src/cli/render-table.ts";
import { renderLine } from "../src/cli/styled-line.ts";
import type { BenchOptions } from "./compare-engines.ts";
import { benchEmulator } from "./emulator/bench-emulator.ts";
import { buildProblem } from "./engines/built.ts";
import type { AuditFormat } from "./generate-audit.ts";
import { benchIngest } from "./ingest.ts";
import { type ResultLine, resultKey } from "./result-line.ts";
import { benchScan } from "./scan.ts";
import { benchSimulate } from "./simulate/bench-simulate.ts";

/** Cases by name: one file each. */
const CASES: Readonly<Record<string, (options: BenchOptions) => Promise<readonly ResultLine[]>>> = {
  emulator: benchEmulator,
  ingest: benchIngest,
  scan: benchScan,
  simulate: benchSimulate,
};

const USAGE = `usage: npm run bench -- <${Object.keys(CASES).join(" | ")}> [options]
  --events N[,N…]       events of each size, ascending (default 100000)
  --format F[,F]        parquet, ndjson (default both)
  --repeat N            repetitions, interleaved (default 3)
  --threads N           threads of each engine (default: cores)
  --memory-limit MB     memory of each engine (default 2048)
  --preset NAME         simulated account of simulate and emulator (default demo)
  --clients N           clients of emulator at the same time (default 20)
  --seconds N           how long they ask (default 60)
  --data DIR            where generated data is kept (default: the folder for temporary files)
  --json                one line a figure: bench, case, engine, metric, value, unit, n
  --save FILE           writes the figures and the machine as JSON
  --compare FILE        shows each figure in shares of a saved one`;

interface Saved {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly results: readonly ResultLine[];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      events: { type: "string", default: "100000" },
      format: { type: "string", default: "parquet,ndjson" },
      repeat: { type: "string", default: "3" },
      threads: { type: "string", default: String(availableParallelism()) },
      "memory-limit": { type: "string", default: "2048" },
      preset: { type: "string", default: "demo" },
      clients: { type: "string", default: "20" },
      seconds: { type: "string", default: "60" },
      data: { type: "string" },
      json: { type: "boolean", default: false },
      save: { type: "string" },
      compare: { type: "string" },
    },
  });
  const run = CASES[positionals[0] ?? ""];
  const numbers = [
    ...values.events.split(","),
    values.repeat,
    values.threads,
    values["memory-limit"],
    values.clients,
    values.seconds,
  ].map(Number);
  const formats = values.format.split(",");
  if (
    run === undefined ||
    positionals.length > 1 ||
    !formats.every(isAuditFormat) ||
    !numbers.every((each) => Number.isSafeInteger(each) && each > 0)
  ) {
    console.error(USAGE);
    return 2;
  }
  const problem = buildProblem();
  if (problem !== null) {
    console.error(problem);
    return 2;
  }
  const before = values.compare === undefined ? [] : readSaved(values.compare).results;
  const machine = machineFacts();
  const results = await run({
    eventCounts: values.events.split(",").map(Number),
    formats,
    repeatCount: Number(values.repeat),
    threadCount: Number(values.threads),
    memoryLimitMb: Number(values["memory-limit"]),
    dataFolder: values.data ?? null,
    preset: values.preset,
    clientCount: Number(values.clients),
    spanSeconds: Number(values.seconds),
    onProgress: (text) => console.error(text),
  });
  print(results, before, values.json);
  if (values.save !== undefined)
    writeFileSync(values.save, `${JSON.stringify({ machine, results }, null, 2)}\n`);
  return 0;
}

function isAuditFormat(name: string): name is AuditFormat {
  return name === "parquet" || name === "ndjson";
}

/** What a reader needs to judge a figure; the load tells whether the machine was idle. */
function machineFacts(): Saved["machine"] {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    loadBefore: Number(loadavg()[0]?.toFixed(2)),
    at: new Date().toISOString(),
  };
}

function readSaved(path: string): Saved {
  return JSON.parse(readFileSync(path, "utf8")) as Saved;
}

const COLUMNS: readonly Column[] = [
  { key: "case", title: "case" },
  { key: "engine", title: "engine" },
  { key: "metric", title: "metric" },
  { key: "value", title: "value", align: "right" },
  { key: "unit", title: "unit" },
  { key: "n", title: "n", align: "right" },
];
const CHANGE_COLUMN: Column = { key: "change", title: "to saved", align: "right" };

function print(results: readonly ResultLine[], before: readonly ResultLine[], isJson: boolean): void {
  const saved = new Map(before.map((line) => [resultKey(line), line.value]));
  const rows = results.map((line) => {
    const earlier = saved.get(resultKey(line));
    const isComparable = earlier !== undefined && earlier !== 0;
    return { ...line, ...(isComparable ? { change: line.value / earlier } : {}) };
  });
  if (isJson) {
    for (const row of rows) console.log(JSON.stringify(row));
    return;
  }
  const shown = rows.map((row) => ({
    ...row,
    value: readable(row),
    change: "change" in row ? `× ${Number(row.change).toFixed(2)}` : "",
  }));
  const columns = before.length === 0 ? COLUMNS : [...COLUMNS, CHANGE_COLUMN];
  for (const line of renderTable(columns, shown, null))
    console.log(renderLine(line, { color: false, width: null }));
}

function readable({ value, unit }: ResultLine): string {
  if (unit === "By") return `${(value / 1e6).toFixed(0)} M`;
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

process.exitCode = await main();
