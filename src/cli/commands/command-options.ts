import type { Command } from "commander";

/** Options of every command: how it prints. */
export function withOutputOptions(command: Command): Command {
  return command
    .option("--json", "one JSON object a line on standard output (docs/json.md)")
    .option("--no-color", "no colors, as with the variable NO_COLOR");
}

/** Options of commands that read the configuration. */
export function withConfigOption(command: Command): Command {
  return command.option(
    "--config <file>",
    "configuration file (default: gatehouse.config.yaml, where it exists)",
  );
}

/** Options of commands that raise alarms. */
export function withAlarmOptions(command: Command): Command {
  return command
    .option(
      "--budget <findings>",
      "false findings a day that you accept in quiet time (default: 1 for an account, 0.1 for a series)",
    )
    .option("--fail-on-findings", "exit with 1 when there is a finding");
}
