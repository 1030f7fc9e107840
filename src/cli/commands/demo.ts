import type { Command } from "commander";
import type { GrantVisibility } from "../../services/check-grant-visibility.ts";
import { countText } from "../count-text.ts";
import { loadSettings, type SettingFlags } from "../load-settings.ts";
import { printScanReport } from "../print-scan-report.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { showProgress } from "../show-progress.ts";
import { untilAborted } from "../until-aborted.ts";
import { withAlarmOptions, withConfigOption, withOutputOptions } from "./command-options.ts";
import {
  PRESET_TABLE,
  portNumber,
  type SimulationFlags,
  simulatedAccount,
  withSimulationOptions,
} from "./simulation-options.ts";

interface DemoFlags extends OutputFlags, SettingFlags, SimulationFlags {
  readonly port: string;
  readonly keepServing?: boolean;
  readonly failOnFindings?: boolean;
}

const HELP = `${PRESET_TABLE}

The account is made, an emulator serves it on 127.0.0.1, and the scan reads it through SQL and REST, with the
code and the rights with which it reads a real workspace.

Examples:
  gatehouse demo
  gatehouse demo --seed 11 --keep-serving`;

/** `gatehouse demo`: a simulated account, served as Databricks serves one, and a scan of it over HTTP. */
export function addDemoCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("demo")
    .description(
      "Makes a simulated account, serves it on this machine, and scans it as it would a real workspace.",
    )
    .option("--port <number>", "port on 127.0.0.1; 0 takes any free one", "0")
    .option("--keep-serving", "go on serving after the scan, until Ctrl-C");
  withOutputOptions(withConfigOption(withAlarmOptions(withSimulationOptions(command, "demo"))))
    .addHelpText("after", HELP)
    .action((flags: DemoFlags) => demo(flags, run));
}

/** Whom the scan works as, and which catalogs' grants it is not shown whole. */
function grantVisibilityLines({ caller, catalogs }: GrantVisibility): readonly string[] {
  const inPart = catalogs.filter(({ visibility }) => visibility.kind !== "complete");
  return [
    `scanning it as ${caller.displayName} (${caller.name}): ${countText(catalogs.length - inPart.length, "catalog")} of ${catalogs.length} with all their grants in sight`,
    ...inPart.map(({ name, visibility }) => `grants on ${name} are shown in part: ${visibility.because}`),
  ];
}

async function demo(flags: DemoFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output, signal }) => {
    const { settings } = await loadSettings(wiring, flags);
    const { report, emulator } = await wiring.runDemo({
      ...simulatedAccount(flags),
      port: portNumber(flags.port),
      settings,
      signal,
      onProgress: (progress) => showProgress(output, progress),
      onServing: ({ url }) => output.note(`a simulated account of invented people answers at ${url}`),
      onGrantVisibility: (visibility) => {
        for (const line of grantVisibilityLines(visibility)) output.note(line);
      },
    });
    output.progress.clear();
    try {
      await printScanReport(output, report);
      if (flags.keepServing === true) {
        output.note(`${emulator.url} goes on serving; stop it with Ctrl-C`);
        await untilAborted(signal);
      }
    } finally {
      await emulator.close();
    }
    return flags.failOnFindings === true && report.incidents.length > 0 ? 1 : 0;
  });
}
