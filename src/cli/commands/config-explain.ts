import type { Command } from "commander";
import { loadSettings, type SettingFlags } from "../load-settings.ts";
import type { Column } from "../render-table.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { withConfigOption, withOutputOptions } from "./command-options.ts";

type ConfigFlags = OutputFlags & SettingFlags;

const COLUMNS: readonly Column[] = [
  { key: "key", title: "setting", style: () => "strong" },
  { key: "value", title: "value", style: (value, row) => (value === row["default"] ? "plain" : "accent") },
  { key: "default", title: "default", style: () => "dim" },
  { key: "unit", title: "unit", style: () => "dim" },
  { key: "from", title: "from", style: (value) => (value === "default" ? "dim" : "accent") },
  { key: "meaning", title: "meaning", cut: "end" },
];

const HELP = `
A value may refer to the environment as \${NAME}; a variable that is not set is an error.

Example:
  gatehouse config explain --config team.yaml`;

/** `gatehouse config explain`: every setting, its value and where it came from. */
export function addConfigExplainCommand(config: Command, run: RunCommand): void {
  withOutputOptions(withConfigOption(config.command("explain")))
    .description("Every setting: its value, default, unit and meaning, and where the value came from.")
    .addHelpText("after", HELP)
    .action((flags: ConfigFlags) => explain(flags, run));
}

async function explain(flags: ConfigFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output }) => {
    const { explainConfig } = await import("../../config/explain-config.ts");
    const rows = explainConfig(await loadSettings(wiring, flags)).map((row) => ({ ...row }));
    await output.print({ kind: "rows", columns: COLUMNS, rows });
    return 0;
  });
}
