import { Command } from "commander";
import { addConfigExplainCommand } from "./commands/config-explain.ts";
import { addConfigSchemaCommand } from "./commands/config-schema.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDetectCommand } from "./commands/detect.ts";
import { addEmulateCommand } from "./commands/emulate.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addLedgerExportCommand } from "./commands/ledger-export.ts";
import { addLedgerVerifyCommand } from "./commands/ledger-verify.ts";
import { addScanCommand } from "./commands/scan.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import type { RunCommand } from "./session.ts";

export interface ProgramOptions {
  readonly version: string;
  readonly run: RunCommand;
  /** Takes the text of --help and --version. */
  readonly writeHelp: (text: string) => void;
}

const EXAMPLES = `
Examples:
  gatehouse demo                         a simulated account, served and scanned on this machine
  gatehouse scan ./telemetry             incidents in exported system tables and delivered audit logs
  gatehouse scan ./telemetry --json      the same, one JSON object a line
  gatehouse detect latency.csv           one series: chart, band and alarms
  gatehouse config explain               every setting, its value and where it came from

Exit codes: 0 done, also with findings; 1 findings and --fail-on-findings was given;
2 usage or configuration; 3 the input cannot be used; 4 internal.`;

/** The command line as a tree of commands. Parsing throws commander's own errors instead of leaving the process. */
export function buildProgram({ version, run, writeHelp }: ProgramOptions): Command {
  const program = new Command("gatehouse")
    .description("Anomaly detection tied to access control, for Databricks with Unity Catalog.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: writeHelp, outputError: () => {} })
    .addHelpText("after", EXAMPLES);
  addDemoCommand(program, run);
  addScanCommand(program, run);
  addDetectCommand(program, run);
  const config = program.command("config").description("the configuration, gatehouse.config.yaml");
  addConfigExplainCommand(config, run);
  addConfigSchemaCommand(config, run);
  const ledger = program
    .command("ledger")
    .description("the tamper-evident record of what was learned and found");
  addLedgerVerifyCommand(ledger, run);
  addLedgerExportCommand(ledger, run);
  addSimulateCommand(program, run);
  addEmulateCommand(program, run);
  addExplainCommand(program, run);
  return program;
}
