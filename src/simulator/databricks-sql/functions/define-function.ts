import type { RenderScope } from "../databricks-sql.ts";
import { type Kind, typeAlone, UNKNOWN, type ValueType } from "../renderer/value-type.ts";
import type { Argument } from "../renderer/written.ts";
import type { Expression } from "../tree/expression.ts";

/** What stands around an aggregate or window function, to be added to each aggregate of the written text. */
export interface AggregateTail {
  /** `DISTINCT ` or nothing. */
  readonly distinct: string;
  readonly isDistinct: boolean;
  /** FILTER and OVER, with one more condition. */
  with(condition?: string): string;
  /** IGNORE NULLS was written. */
  readonly ignoresNulls: boolean;
  /** ORDER BY of WITHIN GROUP: text and the kind of its first item. */
  readonly withinGroup: {
    readonly text: string;
    readonly isDescending: boolean;
    readonly value: Argument;
  } | null;
}

export interface FunctionCall {
  readonly args: readonly Argument[];
  readonly tail: AggregateTail;
  readonly session: RenderScope["session"];
  /** Writes a lambda whose parameters have these types. */
  lambda(node: Expression, types: readonly ValueType[]): LambdaText;
}

export interface LambdaText {
  /** Parameters, quoted. */
  readonly parameters: readonly string[];
  readonly body: string;
  /** Of the body. */
  readonly type: ValueType;
}

/**
 * A function of the listed set, and how DuckDB computes it with Databricks' meaning.
 *
 * `parameters` in order, with blanks between: the kind of each, `?` behind it where it may be left out, `*` where any
 * number may stand: `text`, `int`, `number`, `date`, `timestamp`, `boolean`, `array`, `map`, `any`; `constant` for a
 * text known while the statement is read; `lambda`.
 */
export interface FunctionDefinition {
  readonly names: readonly string[];
  readonly parameters: string;
  readonly form: "scalar" | "aggregate" | "window" | "generator";
  readonly kind: Kind | ((args: readonly Argument[], call: FunctionCall) => Kind | ValueType);
  readonly write: (call: FunctionCall, ...args: readonly string[]) => string;
}

type ScalarWrite = (...args: readonly string[]) => string;

/** A function of texts alone: `write` gets its arguments in DuckDB text. */
export function scalar(
  names: string,
  parameters: string,
  [kind, write]: readonly [FunctionDefinition["kind"], ScalarWrite],
): FunctionDefinition {
  return { names: names.split(" "), parameters, form: "scalar", kind, write: (_, ...args) => write(...args) };
}

/** A function that looks at more than the texts of its arguments. */
export function special(
  names: string,
  parameters: string,
  [kind, write]: readonly [FunctionDefinition["kind"], FunctionDefinition["write"]],
): FunctionDefinition {
  return { names: names.split(" "), parameters, form: "scalar", kind, write };
}

export function aggregate(
  names: string,
  parameters: string,
  [kind, write]: readonly [FunctionDefinition["kind"], FunctionDefinition["write"]],
): FunctionDefinition {
  return { names: names.split(" "), parameters, form: "aggregate", kind, write };
}

export function windowed(
  names: string,
  parameters: string,
  [kind, write]: readonly [FunctionDefinition["kind"], FunctionDefinition["write"]],
): FunctionDefinition {
  return { names: names.split(" "), parameters, form: "window", kind, write };
}

/** Type of the first argument. */
export function sameType(args: readonly Argument[]): ValueType {
  return typeAlone(args[0] ?? UNKNOWN);
}
