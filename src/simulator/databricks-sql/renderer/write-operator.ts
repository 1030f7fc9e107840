import { refuseSql } from "../sql-refused.ts";
import type { Operator } from "../tree/expression.ts";
import { castText, textOf } from "./cast-text.ts";
import { jointType, type Kind } from "./value-type.ts";
import { failure, once, onceBoth, type Written } from "./written.ts";

const DIVIDE_BY_ZERO = failure(
  "DIVIDE_BY_ZERO",
  "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
  "22012",
);
const DATE_MINUS_DATE = failure(
  "UNSUPPORTED_FEATURE",
  "The feature is not supported: the difference of two DATE columns as an interval; use datediff.",
  "0A000",
);

/** `left operator right` with Databricks' rules: what types meet, what zero does, what stays a date. */
export function writeOperator(operator: Operator, left: Written, right: Written): Written {
  switch (operator) {
    case "+":
      return writeSum(left, right);
    case "-":
      return writeDifference(left, right);
    case "*":
      return writeProduct(left, right);
    case "/":
      return writeQuotient(left, right);
    case "%": {
      const [a, b] = numeric(left, right);
      return divided([a, b], (x, y) => `(${x} % ${y})`, numberKind(a, b));
    }
    case "DIV":
      return divided(numeric(left, right), (a, b) => `CAST(trunc(${a} // ${b}) AS BIGINT)`, "int");
    case "||":
      return concatText([left, right]);
    case "&":
    case "|":
    case "<<":
    case ">>":
      return { text: `(${left.text} ${operator} ${right.text})`, kind: "int" };
    case "^":
      return { text: `xor(${left.text}, ${right.text})`, kind: "int" };
    default:
      return writeComparison(operator, left, right);
  }
}

const NUMBERS: ReadonlySet<Kind> = new Set(["int", "decimal", "double"]);
const INTERVALS: ReadonlySet<Kind> = new Set(["interval", "day_interval"]);

/** A text beside a number is a number; whole beside a whole one. Two texts are none. */
function numeric(left: Written, right: Written): readonly [Written, Written] {
  if (left.kind === "string" && right.kind === "string")
    return refuseSql(
      "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
      'Cannot resolve the operation due to data type mismatch: the binary operator requires the input type "NUMERIC", not "STRING".',
      { sqlState: "42K09" },
    );
  return [asNumber(left, right), asNumber(right, left)];
}

function asNumber(value: Written, other: Written): Written {
  if (value.kind !== "string" || !(NUMBERS.has(other.kind) || other.kind === "string")) return value;
  return castText(value, { kind: other.kind === "int" ? "bigint" : "double" }, false);
}

function numberKind(left: Written, right: Written): Kind {
  const kinds = [left.kind, right.kind];
  return kinds.every((kind) => NUMBERS.has(kind)) ? jointType([left, right]).kind : "unknown";
}

function writeSum(left: Written, right: Written): Written {
  if (INTERVALS.has(left.kind) && !INTERVALS.has(right.kind)) return writeSum(right, left);
  if (INTERVALS.has(right.kind)) return shifted("+", left, right);
  if (left.kind === "int" && right.kind === "date") return writeSum(right, left);
  if (left.kind === "date")
    return { text: `CAST(${left.text} + CAST(${right.text} AS INTEGER) AS DATE)`, kind: "date" };
  const [a, b] = numeric(left, right);
  return { text: `(${a.text} + ${b.text})`, kind: numberKind(a, b) };
}

/** A moment plus or minus an interval. A date stays one under whole days. */
function shifted(sign: "+" | "-", moment: Written, interval: Written): Written {
  const isWhole = interval.kind === "day_interval";
  if (INTERVALS.has(moment.kind)) {
    const kind = isWhole ? moment.kind : "interval";
    return { text: `(${moment.text} ${sign} ${interval.text})`, kind };
  }
  if (moment.kind === "date" && isWhole)
    return { text: `CAST(${moment.text} ${sign} ${interval.text} AS DATE)`, kind: "date" };
  if (moment.kind === "unknown" && isWhole)
    return {
      text: once(moment.text, (text) => `cast_to_type(${text} ${sign} ${interval.text}, ${text})`),
      kind: "unknown",
    };
  const { text } = castText(moment, { kind: "timestamp" }, false);
  return { text: `(${text} ${sign} ${interval.text})`, kind: "timestamp" };
}

function writeDifference(left: Written, right: Written): Written {
  if (INTERVALS.has(right.kind)) return shifted("-", left, right);
  const isMoment = (value: Written): boolean => value.kind === "date" || value.kind === "timestamp";
  if (left.kind === "date" && right.kind === "date")
    return { text: `to_days(CAST(${left.text} - ${right.text} AS INTEGER))`, kind: "day_interval" };
  const mayBeMoment = (value: Written): boolean => isMoment(value) || value.kind === "string";
  if ((isMoment(left) && mayBeMoment(right)) || (mayBeMoment(left) && isMoment(right)))
    return momentDifference(left, right);
  if (left.kind === "timestamp" || right.kind === "timestamp") return momentDifference(left, right);
  if (left.kind === "date" && NUMBERS.has(right.kind))
    return { text: `CAST(${left.text} - CAST(${right.text} AS INTEGER) AS DATE)`, kind: "date" };
  const mayBeDate = (value: Written): boolean => value.kind === "unknown" || value.kind === "date";
  if (mayBeDate(left) && mayBeDate(right)) return { text: unknownDifference(left, right), kind: "unknown" };
  const [a, b] = numeric(left, right);
  return { text: `(${a.text} - ${b.text})`, kind: numberKind(a, b) };
}

function momentDifference(left: Written, right: Written): Written {
  const [a, b] = [left, right].map((value) => castText(value, { kind: "timestamp" }, false).text);
  return { text: `(${a} - ${b})`, kind: "interval" };
}

/** DuckDB gives a number of days for two dates, Databricks an interval: said, not guessed. */
function unknownDifference(left: Written, right: Written): string {
  return onceBoth(
    [left.text, right.text],
    (a, b) =>
      `CASE WHEN typeof(${a}) = 'DATE' AND typeof(${b}) = 'DATE' THEN ${DATE_MINUS_DATE} ELSE ${a} - ${b} END`,
  );
}

function writeProduct(left: Written, right: Written): Written {
  const interval = [left, right].find((value) => INTERVALS.has(value.kind));
  const [a, b] = numeric(left, right);
  return { text: `(${a.text} * ${b.text})`, kind: interval?.kind ?? numberKind(a, b) };
}

function writeQuotient(left: Written, right: Written): Written {
  if (INTERVALS.has(left.kind)) return { text: `(${left.text} / ${right.text})`, kind: "interval" };
  const [a, b] = numeric(left, right);
  return divided([a, b], (x, y) => `(${x} / ${y})`, NUMBERS.has(a.kind) ? "double" : "unknown");
}

/** A division that ends the statement at a divisor of 0, and gives NULL for NULL. */
function divided(
  [left, right]: readonly [Written, Written],
  write: (left: string, right: string) => string,
  kind: Kind,
): Written {
  if (/^[0-9.]*[1-9][0-9.]*$/.test(right.text)) return { text: write(left.text, right.text), kind };
  const text = onceBoth(
    [left.text, right.text],
    (a, b) => `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${DIVIDE_BY_ZERO} ELSE ${write(a, b)} END`,
  );
  return { text: `(${text})`, kind };
}

/** Texts one after the other, NULL when one is NULL; arrays when one is known to be an array. */
export function concatText(values: readonly Written[]): Written {
  if (values.some((value) => value.kind === "null")) return { text: "CAST(NULL AS VARCHAR)", kind: "string" };
  if (values.some((value) => value.kind === "array"))
    return {
      text: balanced(
        values.map((value) => value.text),
        "||",
      ),
      ...jointType(values),
    };
  return { text: balanced(values.map(textOf), "||"), kind: "string" };
}

/** `a op b op …` as a tree as flat as can be: DuckDB bounds the depth of an expression. */
export function balanced(texts: readonly string[], operator: string): string {
  if (texts.length <= 1) return texts[0] ?? "''";
  const middle = texts.length >> 1;
  return `(${balanced(texts.slice(0, middle), operator)} ${operator} ${balanced(texts.slice(middle), operator)})`;
}

type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=" | "<=>";

function writeComparison(operator: Comparison, left: Written, right: Written): Written {
  const [a, b] = [comparable(left, right), comparable(right, left)];
  const word = operator === "<=>" ? "IS NOT DISTINCT FROM" : operator;
  return { text: `(${a.text} ${word} ${b.text})`, kind: "boolean" };
}

/** A text takes the type of what it is compared with. */
export function comparable(value: Written, other: Written): Written {
  if (value.kind !== "string") return value;
  if (other.kind === "date" || other.kind === "timestamp" || other.kind === "boolean")
    return castText(value, { kind: other.kind }, false);
  return NUMBERS.has(other.kind) ? asNumber(value, other) : value;
}
