import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import type { Expression } from "../tree/expression.ts";
import { castText, textOf } from "./cast-text.ts";
import { columnText, columnType, type NameFrame, relationText } from "./name-frame.ts";
import { regexLiteral } from "./regex-text.ts";
import type { Renderer } from "./renderer.ts";
import { fieldType, jointType, typeAlone, UNKNOWN, valueTypeOf } from "./value-type.ts";
import { writeCall } from "./write-call.ts";
import { balanced, comparable, concatText, writeOperator } from "./write-operator.ts";
import { writeSubscript } from "./write-subscript.ts";
import { once, quoteName, textLiteral, type Written } from "./written.ts";

type Of<Name extends Expression["kind"]> = Extract<Expression, { readonly kind: Name }>;

export function writeExpression(renderer: Renderer, node: Expression, frame: NameFrame | null): Written {
  const write = (inner: Expression): Written => renderer.write(inner, frame);
  switch (node.kind) {
    case "column":
      return writeColumn(renderer, node, frame);
    case "star":
      return { text: writeStar(node, frame), kind: "unknown" };
    case "exists":
      return { text: `EXISTS (${renderer.writeQuery(node.query, frame).text})`, kind: "boolean" };
    case "subquery": {
      const { text, columns } = renderer.writeQuery(node.query, frame);
      return { text: `(${text})`, ...(columns?.[0]?.type ?? UNKNOWN) };
    }
    case "in":
      return writeIn(renderer, node, frame);
    case "call":
      return writeCall(renderer, node, frame);
    case "lambda":
      return refuseSql(
        "UNSUPPORTED_EXPR_FOR_OPERATOR",
        "A lambda function can stand only as an argument of a function that takes one.",
        { sqlState: "42K0E" },
      );
    case "operator":
    case "all":
    case "any":
    case "not":
    case "negate":
    case "bit_not":
    case "is":
    case "between":
    case "like":
    case "row":
    case "case":
    case "cast":
    case "subscript":
    case "field":
      return writeCompound(node, write);
    default:
      return writeLiteral(node);
  }
}

type Literal = Of<"null" | "boolean" | "string" | "bytes" | "number" | "date" | "timestamp" | "interval">;

function writeLiteral(node: Literal): Written {
  switch (node.kind) {
    case "null":
      return { text: "NULL", kind: "null" };
    case "boolean":
      return { text: String(node.value), kind: "boolean" };
    case "string":
      return { text: textLiteral(node.value), kind: "string" };
    case "bytes":
      return { text: `from_hex(${textLiteral(node.value)})`, kind: "binary" };
    case "number":
      return writeNumber(node);
    case "date":
      return { text: `DATE ${textLiteral(node.text)}`, kind: "date" };
    case "timestamp":
      return {
        text: `${node.isZoned ? "TIMESTAMPTZ" : "TIMESTAMP_NS"} ${textLiteral(node.text)}`,
        kind: "timestamp",
      };
    case "interval":
      return writeInterval(node);
  }
}

type Compound = Of<
  | "operator"
  | "all"
  | "any"
  | "not"
  | "negate"
  | "bit_not"
  | "is"
  | "between"
  | "like"
  | "row"
  | "case"
  | "cast"
  | "subscript"
  | "field"
>;

/** Expressions whose parts are values alone. */
function writeCompound(node: Compound, write: (inner: Expression) => Written): Written {
  switch (node.kind) {
    case "operator":
      return node.operator === "||"
        ? concatText(joinedTexts(node).map(write))
        : writeOperator(node.operator, write(node.left), write(node.right));
    case "all":
    case "any": {
      const texts = node.items.map((item) => write(item).text);
      return { text: balanced(texts, node.kind === "all" ? "AND" : "OR"), kind: "boolean" };
    }
    case "not":
      return { text: `(NOT ${write(node.value).text})`, kind: "boolean" };
    case "negate":
      return writeNegation(write(node.value));
    case "bit_not":
      return { text: `(~${write(node.value).text})`, kind: "int" };
    case "is":
      return writeIs(node, write(node.value));
    case "between":
      return writeBetween(node, write);
    case "like":
      return writeLike(node, write);
    case "row": {
      const fields = node.items.map((item, index) => ({ name: `col${index + 1}`, ...write(item) }));
      const texts = fields.map(({ name, text }) => `'${name}': ${text}`);
      return {
        text: `{${texts.join(", ")}}`,
        kind: "struct",
        fields: fields.map(({ name, ...type }) => ({ name, type: typeAlone(type) })),
      };
    }
    case "case":
      return writeCase(node, write);
    case "cast":
      return castText(write(node.value), node.type, node.isTry);
    case "subscript":
      return writeSubscript(write(node.value), write(node.key));
    case "field": {
      const value = write(node.value);
      const text = `struct_extract(${value.text}, ${textLiteral(node.name)})`;
      return { text, ...fieldType(value, node.name) };
    }
  }
}

const NUMBER_CASTS: Readonly<Record<Of<"number">["type"], string | null>> = {
  int: null,
  bigint: "BIGINT",
  smallint: "SMALLINT",
  tinyint: "TINYINT",
  float: "FLOAT",
  double: "DOUBLE",
  decimal: null,
};

function writeNumber({ text, type }: Of<"number">): Written {
  const { kind } = valueTypeOf(
    type === "decimal" ? { kind: "decimal", precision: 38, scale: 0 } : { kind: type },
  );
  const cast = NUMBER_CASTS[type];
  const literal = text.startsWith("-") ? `(${text})` : text;
  if (type === "double" && /[eE]/.test(text)) return { text: literal, kind };
  if (type === "decimal" && !text.includes("."))
    return { text: `CAST(${text} AS DECIMAL(${text.replace("-", "").length}, 0))`, kind };
  return { text: cast === null ? literal : `CAST(${text} AS ${cast})`, kind };
}

function writeInterval({ months, days, micros }: Of<"interval">): Written {
  const text = `INTERVAL '${months} months ${days} days ${micros} microseconds'`;
  return { text, kind: micros === 0n ? "day_interval" : "interval" };
}

/** Words that are values without parentheses, unless a column has their name. */
const BARE_CALLS: ReadonlySet<string> = new Set([
  "current_timestamp",
  "current_date",
  "current_time",
  "current_user",
  "session_user",
  "user",
  "localtimestamp",
]);

function writeColumn(renderer: Renderer, node: Of<"column">, frame: NameFrame | null): Written {
  const [first = ""] = node.parts;
  if (node.parts.length === 1 && BARE_CALLS.has(first.toLowerCase()))
    return renderer.write(
      {
        kind: "call",
        parts: node.parts,
        args: [],
        isDistinct: false,
        filter: null,
        withinGroup: null,
        nulls: null,
        over: null,
        place: node.place,
      },
      frame,
    );
  return { text: columnText(frame, node.parts), ...columnType(frame, node.parts) };
}

function writeStar({ qualifier, except }: Of<"star">, frame: NameFrame | null): string {
  const relation =
    qualifier.length === 0 ? "" : `${relationText(frame, qualifier) ?? columnText(frame, qualifier)}.`;
  return `${relation}*${except.length === 0 ? "" : ` EXCLUDE (${except.map(quoteName).join(", ")})`}`;
}

/** Values of a chain of `||`, which nests to the left. */
function joinedTexts(node: Of<"operator">): readonly Expression[] {
  const found: Expression[] = [];
  let at: Expression = node;
  while (at.kind === "operator" && at.operator === "||") {
    found.push(at.right);
    at = at.left;
  }
  return [at, ...found.reverse()];
}

function writeNegation(value: Written): Written {
  const number = value.kind === "string" ? castText(value, { kind: "double" }, false) : value;
  return { text: `(-${number.text})`, kind: number.kind };
}

function writeIs({ test, isNegated }: Of<"is">, value: Written): Written {
  const not = isNegated ? "NOT " : "";
  if (test === "NULL") return { text: `(${value.text} IS ${not}NULL)`, kind: "boolean" };
  const same = isNegated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM";
  return { text: `(CAST(${value.text} AS BOOLEAN) ${same} ${test.toLowerCase()})`, kind: "boolean" };
}

function writeBetween(node: Of<"between">, write: (inner: Expression) => Written): Written {
  const [value, low, high] = [write(node.value), write(node.low), write(node.high)];
  // Two comparisons: BETWEEN of DuckDB takes no text beside numbers.
  const text = once(comparable(value, low).text, (each) => {
    const [from, to] = [comparable(low, value).text, comparable(high, value).text];
    return `(${each} >= ${from} AND ${each} <= ${to})`;
  });
  return { text: node.isNegated ? `(NOT ${text})` : text, kind: "boolean" };
}

function writeIn(renderer: Renderer, node: Of<"in">, frame: NameFrame | null): Written {
  const not = node.isNegated ? "NOT " : "";
  const tuple = (inner: Expression): Written =>
    inner.kind === "row"
      ? {
          text: `(${inner.items.map((item) => renderer.write(item, frame).text).join(", ")})`,
          kind: "struct",
        }
      : renderer.write(inner, frame);
  const value = tuple(node.value);
  if ("body" in node.options)
    return {
      text: `(${value.text} ${not}IN (${renderer.writeQuery(node.options, frame).text}))`,
      kind: "boolean",
    };
  const options = node.options.map(tuple);
  const tested = beside(value, options);
  const texts = options.map((option) => comparable(option, tested).text);
  return { text: `(${tested.text} ${not}IN (${texts.join(", ")}))`, kind: "boolean" };
}

/** A text that is compared with several values takes the type of the first that is none. */
function beside(value: Written, others: readonly Written[]): Written {
  const other = others.find(({ kind }) => kind !== "string" && kind !== "null" && kind !== "unknown");
  return other === undefined ? value : comparable(value, other);
}

function writeLike(node: Of<"like">, write: (inner: Expression) => Written): Written {
  const value = textArgument(write(node.value));
  const tests = node.patterns.map((pattern) =>
    node.manner === "RLIKE" ? matchText(value, pattern, node) : likeText(value, write(pattern).text, node),
  );
  const text = balanced(tests, node.quantifier === "all" ? "AND" : "OR");
  return { text: node.isNegated ? `(NOT ${text})` : text, kind: "boolean" };
}

function likeText(value: string, pattern: string, node: Of<"like">): string {
  return `(${value} ${node.manner} ${pattern} ESCAPE ${textLiteral(node.escape)})`;
}

function matchText(value: string, pattern: Expression, { place }: Of<"like">): string {
  if (pattern.kind === "null") return "CAST(NULL AS BOOLEAN)";
  if (pattern.kind !== "string") return refuseUnsupported("regular expressions that are not constant", place);
  return `regexp_matches(${value}, ${regexLiteral(pattern.value)})`;
}

/** Texts and unknown values pass as they are; DuckDB refuses those that are no texts. */
function textArgument(value: Written): string {
  return value.kind === "unknown" || value.kind === "null" ? value.text : textOf(value);
}

function writeCase(node: Of<"case">, write: (inner: Expression) => Written): Written {
  const branches = node.branches.map(({ when, result }) => ({ when: write(when), result: write(result) }));
  const tests = branches.map(({ when }) => when);
  const value = node.value === null ? null : beside(write(node.value), tests);
  const otherwise = node.otherwise === null ? null : write(node.otherwise);
  const written = branches.map(
    ({ when, result }) =>
      `WHEN ${value === null ? when.text : comparable(when, value).text} THEN ${result.text}`,
  );
  const tail = otherwise === null ? "" : ` ELSE ${otherwise.text}`;
  const results = [...branches.map(({ result }) => result), ...(otherwise === null ? [] : [otherwise])];
  return {
    text: `(CASE ${value === null ? "" : `${value.text} `}${written.join(" ")}${tail} END)`,
    ...jointType(results),
  };
}
