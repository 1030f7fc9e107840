import { jointType, type Kind } from "../renderer/value-type.ts";
import { writeOperator } from "../renderer/write-operator.ts";
import { type Argument, once } from "../renderer/written.ts";
import type { Operator } from "../tree/expression.ts";
import { type FunctionDefinition, sameType, scalar, special } from "./define-function.ts";

/** Functions of numbers. Source: Databricks SQL language manual, "Built-in functions", mathematical functions. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar("abs", "number", [sameType, (x) => `abs(${x})`]),
  scalar("sign signum", "number", ["double", (x) => `CAST(sign(${x}) AS DOUBLE)`]),
  special("ceil ceiling", "number", [wholeKind, ({ args }, x) => wholeText("ceil", args[0], x ?? "")]),
  special("floor", "number", [wholeKind, ({ args }, x) => wholeText("floor", args[0], x ?? "")]),
  special("round", "number int?", [
    sameType,
    ({ args }, x, digits) => roundText(args[0], x ?? "", digits ?? "0"),
  ]),
  scalar("bround", "number int?", [
    sameType,
    (x, digits = "0") => `cast_to_type(round_even(${x}, ${digits}), round(${x}, ${digits}))`,
  ]),
  scalar("sqrt", "number", [
    "double",
    (x) => once(x ?? "", (each) => `CASE WHEN ${each} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(${each}) END`),
  ]),
  scalar("exp", "number", ["double", (x) => `exp(${x})`]),
  scalar("ln", "number", ["double", (x) => logText("ln", x)]),
  scalar("log10", "number", ["double", (x) => logText("log10", x)]),
  scalar("log2", "number", ["double", (x) => logText("log2", x)]),
  scalar("log", "number number?", [
    "double",
    (base, x) => (x === undefined ? logText("ln", base) : `(${logText("ln", x)} / ${logText("ln", base)})`),
  ]),
  scalar("pow power", "number number", ["double", (x, y) => `pow(CAST(${x} AS DOUBLE), ${y})`]),
  operator("mod", "%"),
  special("pmod", "number number", [jointType, ({ args: [x, n] }) => pmodText(x, n)]),
  scalar("pi", "", ["double", () => "pi()"]),
  scalar("e", "", ["double", () => "exp(1)"]),
  scalar("sin", "number", ["double", (x) => `sin(${x})`]),
  scalar("cos", "number", ["double", (x) => `cos(${x})`]),
  scalar("tan", "number", ["double", (x) => `tan(${x})`]),
  scalar("atan", "number", ["double", (x) => `atan(${x})`]),
  scalar("atan2", "number number", ["double", (y, x) => `atan2(${y}, ${x})`]),
  scalar("degrees", "number", ["double", (x) => `degrees(${x})`]),
  scalar("radians", "number", ["double", (x) => `radians(${x})`]),
  scalar("isnan", "number", ["boolean", (x) => `coalesce(isnan(CAST(${x} AS DOUBLE)), false)`]),
  scalar("nanvl", "number number", [
    "double",
    (x, y) => `CASE WHEN isnan(CAST(${x} AS DOUBLE)) THEN CAST(${y} AS DOUBLE) ELSE CAST(${x} AS DOUBLE) END`,
  ]),
  special("greatest", "any any any*", [jointType, (_, ...values) => `greatest(${values.join(", ")})`]),
  special("least", "any any any*", [jointType, (_, ...values) => `least(${values.join(", ")})`]),
  special("try_divide", "number number", [quotientKind, (_, x, y) => `(${x} / nullif(${y}, 0))`]),
  scalar("try_add", "number number", ["unknown", (x, y) => `TRY(${x} + ${y})`]),
  scalar("try_subtract", "number number", ["unknown", (x, y) => `TRY(${x} - ${y})`]),
  scalar("try_multiply", "number number", ["unknown", (x, y) => `TRY(${x} * ${y})`]),
  scalar("bit_count", "number", ["int", (x) => `CAST(bit_count(${x}) AS INTEGER)`]),
];

/** A function that is an operator. */
function operator(names: string, symbol: Operator): FunctionDefinition {
  return special(names, "number number", [
    jointType,
    ({ args: [left, right] }) =>
      left === undefined || right === undefined ? "NULL" : writeOperator(symbol, left, right).text,
  ]);
}

/** An interval divided is one. */
function quotientKind([value]: readonly Argument[]): Kind {
  if (value?.kind === "interval" || value?.kind === "day_interval") return "interval";
  return value?.kind === "unknown" ? "unknown" : "double";
}

function wholeKind([value]: readonly Argument[]): Kind {
  return value?.kind === "decimal" ? "decimal" : "int";
}

/** A whole number: BIGINT, but DECIMAL for a DECIMAL. */
function wholeText(name: string, value: Argument | undefined, text: string): string {
  return value?.kind === "decimal" ? `${name}(${text})` : `CAST(${name}(${text}) AS BIGINT)`;
}

/** A logarithm is NULL where it is not defined. */
function logText(name: string, x: string | undefined): string {
  return once(x ?? "NULL", (each) => `CASE WHEN ${each} > 0 THEN ${name}(CAST(${each} AS DOUBLE)) END`);
}

/** The remainder, taken once more above 0 where it is negative. */
function pmodText(x: Argument | undefined, n: Argument | undefined): string {
  if (x === undefined || n === undefined) return "NULL";
  const first = writeOperator("%", x, n);
  return once(
    first.text,
    (rest) => `(CASE WHEN ${rest} < 0 THEN (${rest} + ${n.text}) % ${n.text} ELSE ${rest} END)`,
  );
}

/** A DOUBLE is rounded by the digits that it prints, halves away from 0: 1.005 to two digits is 1.01. */
function roundText(value: Argument | undefined, x: string, digits: string): string {
  if (digits === "0" || value?.kind === "int" || value?.kind === "decimal") return `round(${x}, ${digits})`;
  return once(x, (each) => {
    const decimal = `round(TRY_CAST(CAST(${each} AS VARCHAR) AS DECIMAL(38, 18)), ${digits})`;
    const rounded = `coalesce(cast_to_type(${decimal}, round(${each}, ${digits})), round(${each}, ${digits}))`;
    if (value?.kind === "double") return rounded;
    return `CASE WHEN typeof(${each}) IN ('DOUBLE', 'FLOAT') THEN ${rounded} ELSE round(${each}, ${digits}) END`;
  });
}
