import type { Command } from "commander";
import { ERROR_CODES, type ErrorCode } from "../../domain/error-codes.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { suggestionText } from "../../domain/nearest-name.ts";
import type { Column, RowData } from "../render-table.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { withOutputOptions } from "./command-options.ts";

const COLUMNS: readonly Column[] = [
  { key: "code", title: "code", style: () => "strong" },
  { key: "exitCode", title: "exit", align: "right" },
  { key: "meaning", title: "meaning", cut: "end" },
];

/** `gatehouse explain [CODE]`: what an error code means and what to do. */
export function addExplainCommand(program: Command, run: RunCommand): void {
  withOutputOptions(program.command("explain"))
    .description("What an error code means and what to do about it; all codes without an argument.")
    .argument("[CODE]", "for example CONFIG_ENV_UNSET")
    .action((code: string | undefined, flags: OutputFlags) => explain(code, flags, run));
}

async function explain(code: string | undefined, flags: OutputFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ output }) => {
    if (code === undefined)
      await output.print({ kind: "rows", columns: COLUMNS, rows: errorCodes().map(entryOf) });
    else await output.print({ kind: "record", record: entryOf(errorCode(code)) });
    return 0;
  });
}

function errorCodes(): readonly ErrorCode[] {
  return Object.keys(ERROR_CODES).filter(isErrorCode);
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}

function errorCode(text: string): ErrorCode {
  const code = text.toUpperCase();
  if (isErrorCode(code)) return code;
  throw new GatehouseError("CLI_USAGE", {
    message: `no error code is called \`${text}\`${suggestionText(text, errorCodes())}`,
  });
}

/** A code as `explain` prints it; docs/json.md describes every key. */
export function entryOf(code: ErrorCode): RowData {
  const { meaning, remedy, exitCode } = ERROR_CODES[code];
  return { code, meaning, remedy, exitCode };
}
