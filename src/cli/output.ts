import { escapeControlInJson } from "./escape-control.ts";
import { type OutputStream, steadyStream } from "./output-stream.ts";
import { type ProgressClock, type ProgressLine, progressLine } from "./progress-line.ts";
import { type Column, plainText, type RowData, renderTable } from "./render-table.ts";
import { describeError, type ErrorReport } from "./report-error.ts";
import { type Line, piece, renderLine } from "./styled-line.ts";

/** What a command has to say. With --json, rows and records become one JSON object a line and text is left out. */
export type Result =
  | { readonly kind: "rows"; readonly columns: readonly Column[]; readonly rows: readonly RowData[] }
  | {
      readonly kind: "record";
      readonly record: RowData;
      /** How it reads for people; `key: value` lines where absent. */
      readonly lines?: readonly Line[];
      readonly isLaidOut?: boolean;
    }
  /** Lines that were laid out for the width of the output are cut there; a terminal wraps all others, and nothing is lost. */
  | { readonly kind: "text"; readonly lines: readonly Line[]; readonly isLaidOut?: boolean }
  /** Lines of JSON with their line feeds, as they are: written byte by byte unless a terminal reads them. */
  | { readonly kind: "ndjson"; readonly text: string };

export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly isJson: boolean;
  /** False where the person said --no-color. */
  readonly allowsColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: ProgressClock;
  /** Called when the reader of standard output leaves. */
  readonly onClosed: () => void;
}

/** The only printer of the program: results on standard output, everything else on standard error. */
export interface Output {
  readonly isJson: boolean;
  /** Cells that a line may take: of the terminal, or {@link PIPED_WIDTH}. */
  readonly width: number;
  print(result: Result): Promise<void>;
  /** Something worth knowing that is not the result. */
  note(text: string): void;
  readonly progress: ProgressLine;
  /** Tells what went wrong; returns the exit code for it. */
  fail(error: unknown): ErrorReport["exitCode"];
  isClosed(): boolean;
}

/** Lines for a file or a pipe are laid out for this many cells and never cut. */
const PIPED_WIDTH = 100;
const TERMINAL_WIDTH_MIN = 40;

export function openOutput(options: OutputOptions): Output {
  const isTerminal = options.stdout.isTTY === true;
  const width = isTerminal ? Math.max(TERMINAL_WIDTH_MIN, options.stdout.columns ?? 80) : PIPED_WIDTH;
  const cutAt = isTerminal ? width : null;
  const stdout = steadyStream(options.stdout, options.onClosed);
  // A reader of standard error that left must not end the program: nobody is there to be told.
  options.stderr.on("error", () => {});
  const progress = progressLine(options.stderr, options.clock);
  const color = { stdout: usesColor(options, options.stdout), stderr: usesColor(options, options.stderr) };

  function textOf(result: Result): string {
    if (result.kind === "ndjson") return isTerminal ? safeNdjson(result.text) : result.text;
    const lineWidth = isCut(result) ? cutAt : null;
    const lines = options.isJson
      ? jsonLines(result)
      : humanLines(result, cutAt).map((line) => renderLine(line, { color: color.stdout, width: lineWidth }));
    return lines.map((line) => `${line}\n`).join("");
  }

  function tell(line: Line): void {
    progress.clear();
    options.stderr.write(`${renderLine(line, { color: color.stderr, width: null })}\n`);
  }

  return {
    isJson: options.isJson,
    width,
    progress,
    isClosed: stdout.isClosed,
    async print(result) {
      const text = textOf(result);
      if (text === "") return;
      progress.clear();
      await stdout.write(text);
    },
    note: (text) => tell([text]),
    fail(error) {
      const report = describeError(error, options.env);
      for (const line of report.lines) tell(line);
      return report.exitCode;
    },
  };
}

/** Colors by the terminal, NO_COLOR (no-color.org: any value but none), and --no-color. */
function usesColor({ allowsColor, env }: OutputOptions, stream: OutputStream): boolean {
  const isRefused = !allowsColor || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return stream.isTTY === true && !isRefused;
}

type PrintedResult = Exclude<Result, { kind: "ndjson" }>;

function safeNdjson(text: string): string {
  return text.split("\n").map(escapeControlInJson).join("\n");
}

function jsonLines(result: PrintedResult): readonly string[] {
  switch (result.kind) {
    case "rows":
      return result.rows.map(jsonLine);
    case "record":
      return [jsonLine(result.record)];
    case "text":
      return [];
  }
}

function jsonLine(row: RowData): string {
  return escapeControlInJson(JSON.stringify(row));
}

function humanLines(result: PrintedResult, width: number | null): readonly Line[] {
  switch (result.kind) {
    case "rows":
      return renderTable(result.columns, result.rows, width);
    case "record":
      return result.lines ?? recordLines(result.record);
    case "text":
      return result.lines;
  }
}

function isCut(result: PrintedResult): boolean {
  return result.kind === "rows" || result.isLaidOut === true;
}

function recordLines(record: RowData): readonly Line[] {
  return Object.entries(record).map(([key, value]): Line => [piece(`${key}: `, "dim"), plainText(value)]);
}
