import { findFunction } from "../functions/builtin-functions.ts";
import type {
  AggregateTail,
  FunctionCall,
  FunctionDefinition,
  LambdaText,
} from "../functions/define-function.ts";
import { type ParameterKind, readParameters } from "../functions/read-parameters.ts";
import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import type { CallExpression, Expression, WindowDefinition } from "../tree/expression.ts";
import { castText, textOf } from "./cast-text.ts";
import { lambdaFrame, type NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { type Kind, UNKNOWN, type ValueType } from "./value-type.ts";
import { writeSortItems, writeWindow } from "./write-window.ts";
import { type Argument, constantText, quoteName, type Written } from "./written.ts";

/** A call: of a function of the list, or of a function of the account through the scope. */
export function writeCall(renderer: Renderer, node: CallExpression, frame: NameFrame | null): Written {
  const definition = findFunction(node.parts);
  if (definition === null) return writeAccountFunction(renderer, node, frame);
  if (definition.form === "generator") return refuseGenerator(node);
  rejectMisuse(node, definition);
  const kinds = checkArity(node, definition);
  const args = node.args.map((arg, index) =>
    argumentOf(renderer, { arg, frame, kind: kinds[index] ?? "any" }),
  );
  const tail = tailOf(renderer, node, frame);
  const call: FunctionCall = {
    args,
    tail,
    session: renderer.scope.session,
    lambda: lambdaTexts(renderer, frame),
  };
  const text = definition.write(call, ...args.map((arg) => arg.text));
  const told = typeof definition.kind === "function" ? definition.kind(args, call) : definition.kind;
  return { text, ...(typeof told === "string" ? { kind: told } : told) };
}

function writeAccountFunction(renderer: Renderer, node: CallExpression, frame: NameFrame | null): Written {
  if (node.over !== null || node.filter !== null || node.isDistinct || node.withinGroup !== null)
    return refuseUnsupported("DISTINCT, FILTER and OVER with a function of the account", node.place);
  const args = node.args.map((arg) => renderer.write(arg, frame).text);
  const called = renderer.scope.call(node.parts, args);
  return typeof called === "string"
    ? { text: called, ...UNKNOWN }
    : { text: called.text, ...renderer.typeOf(called.type) };
}

function refuseGenerator(node: CallExpression): never {
  return refuseSql(
    "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
    `The generator is not supported: nested in expressions "${node.parts.join(".")}".`,
    { sqlState: "42K0E", place: node.place },
  );
}

function rejectMisuse(node: CallExpression, { form }: FunctionDefinition): void {
  const name = node.parts.join(".");
  if (form === "window" && node.over === null)
    refuseSql("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", `Window function \`${name}\` requires an OVER clause.`, {
      sqlState: "42601",
      place: node.place,
    });
  if (form !== "aggregate" && node.filter !== null)
    refuseSql("INVALID_SQL_SYNTAX", `FILTER is not supported with \`${name}\`.`, {
      sqlState: "42000",
      place: node.place,
    });
  if (form !== "aggregate" && node.isDistinct)
    refuseSql("INVALID_SQL_FUNCTION_CALL", `DISTINCT is not supported with \`${name}\`.`, {
      sqlState: "42000",
      place: node.place,
    });
  if (form === "scalar" && node.over !== null)
    refuseSql("UNSUPPORTED_EXPR_FOR_WINDOW", `Expression "${name}" not supported within a window function.`, {
      sqlState: "42P20",
      place: node.place,
    });
}

function checkArity(node: CallExpression, { parameters }: FunctionDefinition): readonly ParameterKind[] {
  const { kinds, least, most } = readParameters(parameters, node.args.length);
  const count = node.args.length;
  if (count >= least && count <= most) return kinds;
  const expected =
    least === most
      ? String(least)
      : most === Number.POSITIVE_INFINITY
        ? `> ${least - 1}`
        : `[${least}, ${most}]`;
  return refuseSql(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    `The \`${node.parts.join(".")}\` requires ${expected} parameters but the actual number is ${count}.`,
    { sqlState: "42605", place: node.place },
  );
}

interface GivenArgument {
  readonly arg: Expression;
  readonly frame: NameFrame | null;
  readonly kind: ParameterKind;
}

function argumentOf(renderer: Renderer, { arg, frame, kind }: GivenArgument): Argument {
  if (kind === "lambda") {
    if (arg.kind !== "lambda") return refuseUnsupported("a function in place of a lambda function");
    return { text: "", kind: "unknown", node: arg };
  }
  if (kind === "constant") {
    const text = arg.kind === "cast" ? constantText(arg.value) : constantText(arg);
    if (text === null) return refuseUnsupported("an argument here that is not a constant text");
    return { text, kind: "string", node: arg };
  }
  if (arg.kind === "star" && kind !== "star") return refuseUnsupported("`*` as an argument");
  return { ...converted(renderer.write(arg, frame), kind), node: arg };
}

/** The argument in the type that the parameter takes, where its kind is known to be another that Databricks converts. */
function converted(value: Written, kind: ParameterKind): Written {
  if (value.kind === "null") return nullOf(value, kind);
  return CONVERSIONS[kind]?.(value) ?? value;
}

const CONVERSIONS: Readonly<Partial<Record<ParameterKind, (value: Written) => Written>>> = {
  text: (value) =>
    value.kind === "unknown" || value.kind === "binary" ? value : { text: textOf(value), kind: "string" },
  date: (value) => castText(value, { kind: "date" }, false),
  timestamp: (value) => castText(value, { kind: "timestamp" }, false),
  moment(value) {
    if (value.kind === "string") return castText(value, { kind: "timestamp" }, false);
    return MOMENTS.has(value.kind) ? value : refuseInput(value, "TIMESTAMP");
  },
  boolean(value) {
    if (value.kind === "string") return castText(value, { kind: "boolean" }, false);
    return value.kind === "boolean" || value.kind === "unknown" ? value : refuseInput(value, "BOOLEAN");
  },
  int(value) {
    if (NO_NUMBERS.has(value.kind)) return refuseInput(value, "INT");
    return CUT_OFF.has(value.kind) ? castText(value, { kind: "int" }, false) : value;
  },
  number(value) {
    if (NO_NUMBERS.has(value.kind)) return refuseInput(value, "NUMERIC");
    return value.kind === "string" ? castText(value, { kind: "double" }, false) : value;
  },
  array: (value) => ofKind(value, "array"),
  map: (value) => ofKind(value, "map"),
};

function ofKind(value: Written, kind: "array" | "map"): Written {
  return value.kind === kind || value.kind === "unknown" ? value : refuseInput(value, kind.toUpperCase());
}

/** Kinds that become a whole number where one is needed. */
const CUT_OFF: ReadonlySet<Kind> = new Set(["string", "double", "decimal"]);
const NO_NUMBERS: ReadonlySet<Kind> = new Set([
  "boolean",
  "date",
  "timestamp",
  "binary",
  "array",
  "map",
  "struct",
]);

const MOMENTS: ReadonlySet<Kind> = new Set(["date", "timestamp", "unknown"]);

function refuseInput({ kind }: Written, wanted: string): never {
  return refuseSql(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    `Cannot resolve the call due to data type mismatch: a parameter requires the "${wanted}" type, however an argument has the type "${kind.toUpperCase()}".`,
    { sqlState: "42K09" },
  );
}

const NULL_TYPES: Readonly<Partial<Record<ParameterKind, string>>> = {
  text: "VARCHAR",
  date: "DATE",
  timestamp: "TIMESTAMPTZ",
  moment: "TIMESTAMPTZ",
  int: "INTEGER",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  array: "INTEGER[]",
  map: "MAP(VARCHAR, VARCHAR)",
};

/** NULL with the type of its place, so that DuckDB finds the function. */
function nullOf(value: Written, kind: ParameterKind): Written {
  const type = NULL_TYPES[kind];
  return type === undefined ? value : { text: `CAST(NULL AS ${type})`, kind: "null" };
}

function tailOf(renderer: Renderer, node: CallExpression, frame: NameFrame | null): AggregateTail {
  const filter = node.filter === null ? [] : [renderer.write(node.filter, frame).text];
  const over = node.over === null ? "" : ` OVER ${overText(renderer, node.over, frame)}`;
  return {
    distinct: node.isDistinct ? "DISTINCT " : "",
    isDistinct: node.isDistinct,
    with(condition) {
      const conditions = condition === undefined ? filter : [...filter, condition];
      return `${conditions.length === 0 ? "" : ` FILTER (WHERE ${conditions.join(" AND ")})`}${over}`;
    },
    ignoresNulls: node.nulls === "ignore",
    withinGroup: withinGroup(renderer, node, frame),
  };
}

function overText(renderer: Renderer, window: WindowDefinition, frame: NameFrame | null): string {
  const isNameOnly =
    window.name !== null &&
    window.partitionBy.length === 0 &&
    window.orderBy.length === 0 &&
    window.frame === null;
  return isNameOnly ? quoteName(window.name ?? "") : writeWindow(renderer, window, frame);
}

function withinGroup(
  renderer: Renderer,
  node: CallExpression,
  frame: NameFrame | null,
): AggregateTail["withinGroup"] {
  const [first] = node.withinGroup ?? [];
  if (node.withinGroup === null || first === undefined) return null;
  return {
    text: ` ORDER BY ${writeSortItems(renderer, node.withinGroup, frame)}`,
    isDescending: first.isDescending,
    value: { ...renderer.write(first.value, frame), node: first.value },
  };
}

/** Writes each lambda once, though several parts of a call ask for it. */
function lambdaTexts(renderer: Renderer, frame: NameFrame | null): FunctionCall["lambda"] {
  const written = new Map<Expression, LambdaText>();
  return (node, types) => {
    const known = written.get(node) ?? lambdaText(renderer, node, { frame, types });
    written.set(node, known);
    return known;
  };
}

function lambdaText(
  renderer: Renderer,
  node: Expression,
  { frame, types }: { readonly frame: NameFrame | null; readonly types: readonly ValueType[] },
): LambdaText {
  if (node.kind !== "lambda") return refuseUnsupported("a function in place of a lambda function");
  const inner = lambdaFrame(
    frame,
    node.parameters.map((name, index) => [name, types[index] ?? UNKNOWN]),
  );
  const { text, ...type } = renderer.write(node.body, inner);
  return { parameters: node.parameters.map(quoteName), body: text, type };
}
