import { CommanderError } from "commander";
import type { ExitCode } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { type Output, openOutput } from "./output.ts";
import { buildProgram } from "./program.ts";
import type { DoneCode, OutputFlags, RunCommand } from "./session.ts";
import { usageText } from "./usage-text.ts";
import type { Wiring } from "./wiring.ts";

/** 128 + SIGINT, as shells report it. */
const INTERRUPTED = 130;
const HELP_CODES = ["commander.helpDisplayed", "commander.help", "commander.version"];

/** Exit code of the program. */
export type CliExitCode = DoneCode | ExitCode | typeof INTERRUPTED;

/** Runs one command line, `args` without the program's name. Never throws: whatever happens becomes an exit code. */
export async function runCli(args: readonly string[], wiring: Wiring): Promise<CliExitCode> {
  const closed = new AbortController();
  const signal = AbortSignal.any([wiring.signal, closed.signal]);
  let output: Output | null = null;
  let exitCode: DoneCode = 0;

  function outputFor(flags: OutputFlags): Output {
    output ??= openOutput({
      stdout: wiring.stdout,
      stderr: wiring.stderr,
      isJson: flags.json === true,
      allowsColor: flags.color !== false,
      env: wiring.env,
      clock: wiring.clock,
      onClosed: () => closed.abort(),
    });
    return output;
  }

  const run: RunCommand = async (flags, work) => {
    exitCode = await work({ wiring, output: outputFor(flags), signal });
  };
  const plainFlags: OutputFlags = { color: !args.includes("--no-color") };

  async function parse(): Promise<void> {
    const help: string[] = [];
    const program = buildProgram({ version: wiring.version, run, writeHelp: (text) => help.push(text) });
    try {
      await program.parseAsync(args, { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (!HELP_CODES.includes(error.code)) throw usageError(error);
      if (error.exitCode !== 0) throw commandMissing(args);
      const lines = help.join("").trimEnd().split("\n");
      await outputFor(plainFlags).print({ kind: "text", lines: lines.map((line) => [line]) });
    }
  }

  try {
    await parse();
    return exitCode;
  } catch (error) {
    const printer = outputFor(plainFlags);
    printer.progress.clear();
    if (printer.isClosed()) return exitCode;
    if (wiring.signal.aborted) {
      printer.note("interrupted");
      return INTERRUPTED;
    }
    return printer.fail(error);
  }
}

function usageError(error: CommanderError): GatehouseError {
  return new GatehouseError("CLI_USAGE", { message: usageText(error.message), cause: error });
}

/** `gatehouse` or one of its groups of commands, and nothing after it. */
function commandMissing(args: readonly string[]): GatehouseError {
  const typed = ["gatehouse", ...args.filter((arg) => !arg.startsWith("-")), "--help"].join(" ");
  return new GatehouseError("CLI_USAGE", { message: `a command is missing; \`${typed}\` lists them` });
}
