import type { Command } from "commander";
import { loadSettings, type SettingFlags } from "../load-settings.ts";
import { printScanReport } from "../print-scan-report.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { showProgress } from "../show-progress.ts";
import { withAlarmOptions, withConfigOption, withOutputOptions } from "./command-options.ts";

interface ScanFlags extends OutputFlags, SettingFlags {
  readonly strict?: boolean;
  readonly failOnFindings?: boolean;
}

const LAYOUTS = `
DIR holds any mix of
  access.audit.parquet                       an exported system table: <schema>.<table>.<ext>,
  query.history/part-0.json.gz …             or a folder <schema>.<table> of files;
                                             Parquet, NDJSON and CSV, plain or gzip
  workspaceId=123/date=2026-03-14/auditlogs_….json
                                             audit logs as AWS and GCP deliver them
  …/y=2026/m=03/d=14/h=02/m=00/PT1H.json     Azure diagnostic records
docs/sources.md lists the tables. A source that is missing, empty or unreadable is reported as
not assessed; rows that cannot be read are counted and named.

Examples:
  gatehouse scan ./telemetry --since 2026-03-01 --budget 0.5
  gatehouse scan ./telemetry --store gatehouse.store    keeps observations, incidents, ledger
  gatehouse scan ./telemetry --json | jq 'select(.kind == "incident") | .summary'`;

/** `gatehouse scan DIR`: one pass over files, prints incidents and coverage. */
export function addScanCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("scan")
    .description(
      "One pass over a folder of telemetry: incidents with their reasons, and what was not assessed.",
    )
    .argument("<DIR>", "folder with delivered audit logs and exported system tables")
    .option(
      "--since <moment>",
      "tell findings from this moment on, for example 2026-03-14; earlier telemetry still teaches",
    )
    .option("--until <moment>", "leave out windows that start at or after this moment")
    .option("--store <file>", "keep observations, detector states, incidents and the ledger in this file")
    .option("--strict", "fail on input that cannot be read instead of skipping and counting it")
    .option("--memory-limit <MB>", "memory that the query engine may take (default: 2048)")
    .option("--threads <count>", "threads of the query engine (default: as many as cores)");
  withOutputOptions(withConfigOption(withAlarmOptions(command)))
    .addHelpText("after", LAYOUTS)
    .action((folder: string, flags: ScanFlags) => scan(folder, flags, run));
}

async function scan(folder: string, flags: ScanFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output, signal }) => {
    const { settings } = await loadSettings(wiring, flags);
    const report = await wiring.scanTelemetry({
      folder,
      settings,
      isStrict: flags.strict === true,
      signal,
      onProgress: (progress) => showProgress(output, progress),
    });
    output.progress.clear();
    await printScanReport(output, report);
    return flags.failOnFindings === true && report.incidents.length > 0 ? 1 : 0;
  });
}
