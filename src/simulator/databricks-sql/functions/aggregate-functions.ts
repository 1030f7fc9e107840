import { arrayOf, type Kind, type ValueType } from "../renderer/value-type.ts";
import type { Argument } from "../renderer/written.ts";
import { refuseUnsupported } from "../sql-refused.ts";
import type { Expression } from "../tree/expression.ts";
import { aggregate, type FunctionCall, type FunctionDefinition, sameType } from "./define-function.ts";

/** Aggregates. Source: Databricks SQL language manual, "Built-in functions", aggregate functions. */
export const AGGREGATE_FUNCTIONS: readonly FunctionDefinition[] = [
  aggregate("count", "star any*", ["int", countText]),
  aggregate("sum", "number", [sameType, sumText]),
  aggregate("avg mean", "number", [averageKind, plain("avg")]),
  aggregate("min", "any", [sameType, plain("min")]),
  aggregate("max", "any", [sameType, plain("max")]),
  aggregate("count_if", "boolean", [
    "int",
    ({ tail }, x) => `count(CASE WHEN ${x} THEN 1 END)${tail.with()}`,
  ]),
  aggregate("bool_or any some", "boolean", ["boolean", plain("bool_or")]),
  aggregate("bool_and every", "boolean", ["boolean", plain("bool_and")]),
  aggregate("any_value", "any", [sameType, firstText]),
  aggregate("first first_value", "any boolean?", [sameType, firstText]),
  aggregate("last last_value", "any boolean?", [sameType, lastText]),
  aggregate("max_by", "any any", [sameType, ({ tail }, x, y) => `arg_max_null(${x}, ${y})${tail.with()}`]),
  aggregate("min_by", "any any", [sameType, ({ tail }, x, y) => `arg_min_null(${x}, ${y})${tail.with()}`]),
  aggregate("collect_list array_agg", "any", [
    ([value]) => arrayOf(value),
    ({ tail }, x) => `coalesce(list(${tail.distinct}${x})${tail.with(`${x} IS NOT NULL`)}, [])`,
  ]),
  aggregate("collect_set", "any", [
    ([value]) => arrayOf(value),
    ({ tail }, x) => `coalesce(list(DISTINCT ${x})${tail.with(`${x} IS NOT NULL`)}, [])`,
  ]),
  aggregate("string_agg listagg", "text constant?", ["string", stringAggText]),
  aggregate("approx_count_distinct", "any", ["int", ({ tail }, x) => `count(DISTINCT ${x})${tail.with()}`]),
  aggregate("percentile", "number any", [
    percentileType,
    ({ args, tail }, x) => `quantile_cont(CAST(${x} AS DOUBLE), ${fraction(args[1])})${tail.with()}`,
  ]),
  aggregate("percentile_approx approx_percentile", "number any any?", [
    (args) => (args[1]?.kind === "array" ? arrayOf(args[0]) : sameType(args)),
    ({ args, tail }, x) => `quantile_disc(${x}, ${fraction(args[1])})${tail.with()}`,
  ]),
  aggregate("percentile_cont", "any", ["double", percentileWithin("quantile_cont")]),
  aggregate("percentile_disc", "any", ["double", percentileWithin("quantile_disc")]),
  aggregate("median", "number", [
    "double",
    ({ tail }, x) => `quantile_cont(${tail.distinct}CAST(${x} AS DOUBLE), 0.5)${tail.with()}`,
  ]),
  aggregate("stddev std stddev_samp", "number", ["double", plain("stddev_samp")]),
  aggregate("stddev_pop", "number", ["double", plain("stddev_pop")]),
  aggregate("variance var_samp", "number", ["double", plain("var_samp")]),
  aggregate("var_pop", "number", ["double", plain("var_pop")]),
  aggregate("corr", "number number", ["double", ({ tail }, y, x) => `corr(${y}, ${x})${tail.with()}`]),
  aggregate("covar_samp", "number number", [
    "double",
    ({ tail }, y, x) => `covar_samp(${y}, ${x})${tail.with()}`,
  ]),
  aggregate("covar_pop", "number number", [
    "double",
    ({ tail }, y, x) => `covar_pop(${y}, ${x})${tail.with()}`,
  ]),
  aggregate("bit_and", "number", ["int", plain("bit_and")]),
  aggregate("bit_or", "number", ["int", plain("bit_or")]),
  aggregate("grouping", "any", ["int", (_, x) => `CAST(grouping(${x}) AS TINYINT)`]),
  aggregate("grouping_id", "any any*", ["int", (_, ...values) => `grouping_id(${values.join(", ")})`]),
];

/** Mean of intervals is one. */
function averageKind([value]: readonly Argument[]): Kind {
  if (value?.kind === "interval" || value?.kind === "day_interval") return "interval";
  return value?.kind === "unknown" ? "unknown" : "double";
}

function plain(name: string): FunctionDefinition["write"] {
  return ({ tail }, x) => `${name}(${tail.distinct}${x})${tail.with()}`;
}

/** `count(*)`; of several values those rows count where none is NULL. */
function countText({ args, tail }: FunctionCall, ...values: readonly string[]): string {
  const [first] = args;
  if (args.length === 1 && first?.node.kind === "star") return `count(*)${tail.with()}`;
  if (values.length === 1) return `count(${tail.distinct}${values[0]})${tail.with()}`;
  const isWhole = values.map((value) => `${value} IS NOT NULL`).join(" AND ");
  return `count(${tail.distinct}CASE WHEN ${isWhole} THEN row(${values.join(", ")}) END)${tail.with()}`;
}

/** DuckDB adds whole numbers as HUGEINT; here the sum is a BIGINT, and too large a one an error. */
function sumText({ args, tail }: FunctionCall, x?: string): string {
  const sum = `sum(${tail.distinct}${x})${tail.with()}`;
  const kind = args[0]?.kind;
  if (kind === "int") return `CAST(${sum} AS BIGINT)`;
  if (kind !== "unknown") return sum;
  return `cast_to_type(${sum}, any_value(${x})${tail.with()} + CAST(0 AS BIGINT))`;
}

function firstText(call: FunctionCall, x?: string): string {
  return endText(call, x ?? "", "first");
}

function lastText(call: FunctionCall, x?: string): string {
  return endText(call, x ?? "", "last");
}

function endText({ args, tail }: FunctionCall, x: string, name: "first" | "last"): string {
  const flag: Expression | undefined = args[1]?.node;
  if (flag !== undefined && flag.kind !== "boolean")
    return refuseUnsupported(`${name} with a flag that is not constant`);
  const ignores = tail.ignoresNulls || (flag?.kind === "boolean" && flag.value);
  const isWindow = tail.with().includes(" OVER ");
  if (isWindow) return `${name}_value(${x}${ignores ? " IGNORE NULLS" : ""})${tail.with()}`;
  return `${name}(${x})${ignores ? tail.with(`${x} IS NOT NULL`) : tail.with()}`;
}

function stringAggText({ tail }: FunctionCall, x?: string, separator = ""): string {
  const quoted = `'${separator.replaceAll("'", "''")}'`;
  return `string_agg(${tail.distinct}${x}, ${quoted}${tail.withinGroup?.text ?? ""})${tail.with()}`;
}

function percentileType(args: readonly Argument[]): ValueType {
  const number: ValueType = { kind: "double" };
  return args[1]?.kind === "array" ? arrayOf(number) : number;
}

function fraction(argument: Argument | undefined): string {
  const node = argument?.node;
  if (node?.kind === "number") return node.text;
  if (node?.kind === "call" && node.parts[0]?.toLowerCase() === "array")
    return `[${node.args.map((each) => (each.kind === "number" ? each.text : refuseUnsupported("a percentile that is not constant"))).join(", ")}]`;
  return refuseUnsupported("a percentile that is not constant");
}

function percentileWithin(name: string): FunctionDefinition["write"] {
  return ({ args, tail }) => {
    const { withinGroup } = tail;
    if (withinGroup === null)
      return refuseUnsupported("percentile_cont and percentile_disc without WITHIN GROUP");
    const value = `CAST(${withinGroup.value.text} AS DOUBLE)`;
    if (!withinGroup.isDescending) return `${name}(${value}, ${fraction(args[0])})${tail.with()}`;
    const node = args[0]?.node;
    if (node?.kind !== "number" || name !== "quantile_cont")
      return refuseUnsupported("this percentile in descending order");
    return `${name}(${value}, 1 - ${node.text})${tail.with()}`;
  };
}
