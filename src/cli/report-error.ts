import { configViolations, violationText } from "../config/config-violation.ts";
import { ERROR_CODES, type ErrorCode, type ExitCode } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { problemTexts } from "../domain/problem-texts.ts";
import { type Line, piece } from "./styled-line.ts";

/** What a person sees of an error, and what a script sees. */
export interface ErrorReport {
  readonly lines: readonly Line[];
  readonly exitCode: ExitCode;
}

/**
 * One line a problem, then what to do. Anything that is not a GatehouseError is a bug of ours. A stack is shown only
 * with GATEHOUSE_DEBUG=1.
 */
export function describeError(
  error: unknown,
  env: Readonly<Record<string, string | undefined>>,
): ErrorReport {
  const known = error instanceof GatehouseError ? error : unexpected(error);
  const violations = configViolations(known);
  const problems = violations.length > 0 ? violations.map(violationText) : problemTexts(known);
  const codes = new Set<ErrorCode>(
    violations.length > 0 ? violations.map((violation) => violation.code) : [known.code],
  );
  const stack = env["GATEHOUSE_DEBUG"] === "1" ? stackLines(error) : [];
  return {
    lines: [
      ...problems.map((text): Line => [piece("gatehouse:", "bad"), ` ${oneLine(text)}`]),
      ...[...codes].map(remedyLine),
      ...stack,
    ],
    exitCode: ERROR_CODES[known.code].exitCode,
  };
}

function unexpected(error: unknown): GatehouseError {
  const text = error instanceof Error ? error.message : String(error);
  return new GatehouseError("BUG", { message: `unexpected: ${text}`, cause: error });
}

function remedyLine(code: ErrorCode): Line {
  const hint =
    code === "BUG"
      ? "; GATEHOUSE_DEBUG=1 adds where it happened"
      : `; \`gatehouse explain ${code}\` tells more`;
  return [piece(`  ${ERROR_CODES[code].remedy}${hint}`, "dim")];
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** The error's own stack and those of its causes. */
function stackLines(error: unknown): readonly Line[] {
  const lines: Line[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth++) {
    lines.push(...(current.stack ?? current.message).split("\n").map((line): Line => [piece(line, "dim")]));
    current = current.cause;
  }
  return lines;
}

/** Chains of causes are short; a longer one is a loop. */
const CAUSE_DEPTH_MAX = 8;
