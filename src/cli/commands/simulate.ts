import type { Command } from "commander";
import { formatNumber, formatQuantity } from "../../domain/format-quantity.ts";
import { countText } from "../count-text.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { showProgress } from "../show-progress.ts";
import type { SimulateReport } from "../simulation-requests.ts";
import { piece } from "../styled-line.ts";
import { withOutputOptions } from "./command-options.ts";
import {
  PRESET_TABLE,
  type SimulationFlags,
  simulatedAccount,
  withSimulationOptions,
} from "./simulation-options.ts";

interface SimulateFlags extends OutputFlags, SimulationFlags {
  readonly out: string;
  readonly replace?: boolean;
}

const HELP = `${PRESET_TABLE}

Written are the exported system tables as Parquet, the information schema as the metastore's administrator sees
it on the last day, and truth.ndjson: what was really going on, one story a line.

Examples:
  gatehouse simulate --preset small --out sim && gatehouse scan sim
  gatehouse simulate --preset bench --seed 11 --stories my-stories --out bench-11`;

/** `gatehouse simulate`: a simulated account as files that `scan` reads. */
export function addSimulateCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("simulate")
    .description("A simulated Databricks account as exported tables, with the truth about it beside them.")
    .requiredOption("--out <DIR>", "folder to write; must be empty or not be there")
    .option("--replace", "replace a folder that an earlier simulation wrote");
  withOutputOptions(withSimulationOptions(command, "small"))
    .addHelpText("after", HELP)
    .action((flags: SimulateFlags) => simulate(flags, run));
}

async function simulate(flags: SimulateFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output, signal }) => {
    const report = await wiring.simulateAccount({
      ...simulatedAccount(flags),
      directory: flags.out,
      isReplaced: flags.replace === true,
      signal,
      onProgress: (progress) => showProgress(output, progress),
    });
    output.progress.clear();
    await output.print({ kind: "record", record: reportJson(report), lines: reportLines(report) });
    return 0;
  });
}

function reportJson(report: SimulateReport) {
  return {
    kind: "simulated",
    directory: report.directory,
    from: isoDay(report.from),
    until: isoDay(report.until),
    principalCount: report.principalCount,
    storyCount: report.storyCount,
    fileCount: report.fileCount,
    byteCount: report.byteCount,
    rowCounts: report.rowCounts,
  };
}

function isoDay(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function reportLines(report: SimulateReport) {
  const tables = Object.entries(report.rowCounts).filter(([, rowCount]) => rowCount > 0);
  const width = Math.max(...tables.map(([table]) => table.length));
  return [
    [
      piece(report.directory, "strong"),
      `: ${countText(report.principalCount, "principal")} from ${isoDay(report.from)} to ${isoDay(report.until)}, `,
      `${countText(report.storyCount, "story", "stories")}, ${countText(report.fileCount, "file")}, ${formatQuantity(report.byteCount, "By")}`,
    ],
    ...tables.map(([table, rowCount]) => [
      `  ${table.padEnd(width)}  ${formatNumber(rowCount).padStart(12)} rows`,
    ]),
    [
      `what was really going on: ${report.directory}/truth.ndjson; what a scan sees of it: gatehouse scan ${report.directory}`,
    ],
  ];
}
