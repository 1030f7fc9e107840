import type { Expression } from "../tree/expression.ts";
import type { ValueType } from "./value-type.ts";

/** DuckDB text of a value; safe to stand anywhere without further parentheses. */
export interface Written extends ValueType {
  readonly text: string;
}

/** An argument of a function. */
export interface Argument extends Written {
  readonly node: Expression;
}

const SHORT_TEXT_LENGTH = 200;

/** A text that names `value` several times without computing it, or growing, several times. */
export function once(value: string, template: (value: string) => string): string {
  if (value.length <= SHORT_TEXT_LENGTH && !value.includes("SELECT")) return template(value);
  // The length makes the name differ from those of what stands inside.
  const name = `"value ${value.length}"`;
  return `list_transform([${value}], lambda ${name}: ${template(name)})[1]`;
}

/** The same for two values. */
export function onceBoth(
  [left, right]: readonly [string, string],
  template: (left: string, right: string) => string,
): string {
  const isShort = left.length + right.length <= SHORT_TEXT_LENGTH && !`${left}${right}`.includes("SELECT");
  if (isShort) return template(left, right);
  return once(`{'l': ${left}, 'r': ${right}}`, (pair) => template(`${pair}.l`, `${pair}.r`));
}

/** A text as a DuckDB literal; NUL cannot stand in one. */
export function textLiteral(text: string): string {
  if (!text.includes("\u0000")) return `'${text.replaceAll("'", "''")}'`;
  return `(${text
    .split("\u0000")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ")})`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll("\u0000", "").replaceAll('"', '""')}"`;
}

/** DuckDB text that ends the statement in Databricks' words when it is computed. */
export function failure(condition: string, message: string, sqlState: string): string {
  return `error(${textLiteral(`[${condition}] ${message} SQLSTATE: ${sqlState}`)})`;
}

/** A value that is known while the text is written; null when it is not. */
export function constantText(node: Expression): string | null {
  if (node.kind === "string") return node.value;
  return node.kind === "number" ? node.text : null;
}
