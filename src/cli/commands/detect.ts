import type { Command } from "commander";
import type { SeriesVerdict } from "../../services/series-verdict.ts";
import { loadSettings, type SettingFlags } from "../load-settings.ts";
import type { Output } from "../output.ts";
import { type AlarmList, openAlarmList, renderAlarms } from "../render-alarms.ts";
import { renderChart } from "../render-chart.ts";
import { type ChartData, openChartData } from "../series-chart-data.ts";
import { verdictJson } from "../series-json.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { withAlarmOptions, withConfigOption, withOutputOptions } from "./command-options.ts";

interface DetectFlags extends OutputFlags, SettingFlags {
  readonly failOnFindings?: boolean;
}

const CHART_HEIGHT = 16;
/** More than two for each column of dots of a wide terminal, so that the chart loses nothing. */
const BUCKET_COUNT_MAX = 2_048;
/** Rows from a file are written together; from a pipe each at once, because somebody may be waiting for it. */
const BATCH_ROW_COUNT = 512;

const HELP = `
FILE is CSV with a header and the columns timestamp and value; timestamps are ISO 8601 (UTC where no
zone is given) or seconds or milliseconds since 1970. Each row is judged by the rows before it only.

Examples:
  gatehouse detect latency.csv
  tail -f -n +1 latency.csv | gatehouse detect - --json | jq 'select(.alarm)'`;

/** `gatehouse detect FILE`: one series; per row its p-value, band and alarm, in streaming order. */
export function addDetectCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("detect")
    .description("One series: what each value was expected to be, and the alarms.")
    .argument("<FILE>", "CSV file with timestamp and value, or - for standard input");
  withOutputOptions(withConfigOption(withAlarmOptions(command)))
    .addHelpText("after", HELP)
    .action((file: string, flags: DetectFlags) => detect(file, flags, run));
}

async function detect(input: string, flags: DetectFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output, signal }) => {
    const { settings } = await loadSettings(wiring, flags, "detect");
    const verdicts = wiring.detectSeries({ input, settings, signal });
    const alarms = openAlarmList();
    if (output.isJson)
      await printRows(output, watched(verdicts, alarms, null), input === "-" ? 1 : BATCH_ROW_COUNT);
    else await printChart(output, verdicts, alarms);
    return flags.failOnFindings === true && alarms.alarmCount() > 0 ? 1 : 0;
  });
}

async function* watched(
  verdicts: AsyncIterable<SeriesVerdict>,
  alarms: AlarmList,
  chart: ChartData | null,
): AsyncGenerator<SeriesVerdict> {
  for await (const verdict of verdicts) {
    alarms.add(verdict);
    chart?.add(verdict);
    yield verdict;
  }
}

async function printRows(
  output: Output,
  verdicts: AsyncIterable<SeriesVerdict>,
  batchRowCount: number,
): Promise<void> {
  let rows = [];
  for await (const verdict of verdicts) {
    rows.push(verdictJson(verdict));
    if (rows.length < batchRowCount) continue;
    await output.print({ kind: "rows", columns: [], rows });
    rows = [];
    if (output.isClosed()) return;
  }
  await output.print({ kind: "rows", columns: [], rows });
}

async function printChart(
  output: Output,
  verdicts: AsyncIterable<SeriesVerdict>,
  alarms: AlarmList,
): Promise<void> {
  const chart = openChartData(BUCKET_COUNT_MAX);
  for await (const verdict of verdicts) {
    alarms.add(verdict);
    chart.add(verdict);
  }
  const size = { width: output.width, height: CHART_HEIGHT };
  await output.print({
    kind: "text",
    lines: [...renderChart(chart.buckets(), size), [], ...renderAlarms(alarms, output.width)],
    isLaidOut: true,
  });
}
