import { type FunctionCall, type FunctionDefinition, sameType, windowed } from "./define-function.ts";

/** Ranks and neighbors. Source: Databricks SQL language manual, "Built-in functions", ranking and analytic window functions. */
export const WINDOW_FUNCTIONS: readonly FunctionDefinition[] = [
  windowed("row_number", "", ["int", ranked("row_number()")]),
  windowed("rank", "", ["int", ranked("rank()")]),
  windowed("dense_rank", "", ["int", ranked("dense_rank()")]),
  windowed("ntile", "int", ["int", ({ tail }, count) => `CAST(ntile(${count})${tail.with()} AS INTEGER)`]),
  windowed("percent_rank", "", ["double", ({ tail }) => `percent_rank()${tail.with()}`]),
  windowed("cume_dist", "", ["double", ({ tail }) => `cume_dist()${tail.with()}`]),
  windowed("lag", "any int? any?", [sameType, neighbor("lag")]),
  windowed("lead", "any int? any?", [sameType, neighbor("lead")]),
  windowed("nth_value", "any int", [
    sameType,
    ({ tail }, x, n) => `nth_value(${x}, ${n}${tail.ignoresNulls ? " IGNORE NULLS" : ""})${tail.with()}`,
  ]),
];

function ranked(text: string): FunctionDefinition["write"] {
  return ({ tail }) => `CAST(${text}${tail.with()} AS INTEGER)`;
}

function neighbor(name: "lag" | "lead"): FunctionDefinition["write"] {
  return ({ tail }: FunctionCall, ...values) =>
    `${name}(${values.join(", ")}${tail.ignoresNulls ? " IGNORE NULLS" : ""})${tail.with()}`;
}
