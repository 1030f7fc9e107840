import { databricksTypeText } from "../tree/data-type.ts";
import type { Expression } from "../tree/expression.ts";

const NAME_LENGTH_MAX = 255;

/** Name of a result column without alias, as Databricks prints the expression; `text` as written where that is not modeled. */
export function columnName(value: Expression, text: string): string {
  return (printed(value) ?? text.replace(/\s+/g, " ")).slice(0, NAME_LENGTH_MAX);
}

function printed(value: Expression): string | null {
  switch (value.kind) {
    case "column":
      return value.parts.at(-1) ?? null;
    case "field":
      return value.name;
    case "string":
      return value.value;
    case "number":
      return value.text;
    case "boolean":
      return String(value.value);
    case "null":
      return "NULL";
    case "date":
      return `DATE '${value.text}'`;
    case "operator":
      return value.operator === "||" ? joined("concat", [value.left, value.right]) : infix(value);
    case "cast":
      return castName(value);
    case "call":
      return callName(value);
    default:
      return null;
  }
}

function infix(value: Extract<Expression, { readonly kind: "operator" }>): string | null {
  const [left, right] = [printed(value.left), printed(value.right)];
  return left === null || right === null ? null : `(${left} ${value.operator.toLowerCase()} ${right})`;
}

function castName(value: Extract<Expression, { readonly kind: "cast" }>): string | null {
  // A cast of a column keeps the column's name.
  if (value.value.kind === "column") return value.value.parts.at(-1) ?? null;
  const inner = printed(value.value);
  const type = databricksTypeText(value.type).toUpperCase();
  return inner === null ? null : `${value.isTry ? "TRY_CAST" : "CAST"}(${inner} AS ${type})`;
}

function callName(value: Extract<Expression, { readonly kind: "call" }>): string | null {
  if (value.over !== null || value.filter !== null || value.withinGroup !== null) return null;
  const name = value.parts.join(".").toLowerCase();
  if (name === "count" && value.args[0]?.kind === "star") return "count(1)";
  if (["extract", "trim", "position", "dateadd", "datediff"].includes(name)) return null;
  return joined(value.isDistinct ? `${name}(DISTINCT ` : name, value.args);
}

function joined(name: string, args: readonly Expression[]): string | null {
  const names = args.map(printed);
  if (names.some((each) => each === null)) return null;
  return `${name}${name.endsWith(" ") ? "" : "("}${names.join(", ")})`;
}
