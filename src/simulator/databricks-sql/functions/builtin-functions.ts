import { AGGREGATE_FUNCTIONS } from "./aggregate-functions.ts";
import { COLLECTION_FUNCTIONS } from "./collection-functions.ts";
import { CONDITION_FUNCTIONS } from "./condition-functions.ts";
import { CONTEXT_FUNCTIONS } from "./context-functions.ts";
import type { FunctionDefinition } from "./define-function.ts";
import { JSON_FUNCTIONS } from "./json-functions.ts";
import { NUMBER_FUNCTIONS } from "./number-functions.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";
import { WINDOW_FUNCTIONS } from "./window-functions.ts";

/** Functions that give rows; they stand in a SELECT list, behind FROM or in LATERAL VIEW. */
export const GENERATOR_NAMES: ReadonlySet<string> = new Set([
  "explode",
  "explode_outer",
  "posexplode",
  "posexplode_outer",
  "inline",
  "inline_outer",
]);

const GENERATORS: readonly FunctionDefinition[] = [...GENERATOR_NAMES].map((name) => ({
  names: [name],
  parameters: name.startsWith("inline") ? "array" : "any",
  form: "generator",
  kind: "unknown",
  write: () => "",
}));

/** The listed set, by what the functions are about. docs/emulator-sql.md prints it. */
export const FUNCTION_GROUPS: Readonly<Record<string, readonly FunctionDefinition[]>> = {
  Text: TEXT_FUNCTIONS,
  Numbers: NUMBER_FUNCTIONS,
  Time: TIME_FUNCTIONS,
  Conditions: CONDITION_FUNCTIONS,
  "Arrays, maps and structs": COLLECTION_FUNCTIONS,
  JSON: JSON_FUNCTIONS,
  Aggregates: AGGREGATE_FUNCTIONS,
  Windows: WINDOW_FUNCTIONS,
  Generators: GENERATORS,
  Session: CONTEXT_FUNCTIONS,
};

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.values(FUNCTION_GROUPS).flatMap((group) =>
    group.flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
  ),
);

/** A function of the listed set by its name in any case; null for every other name. */
export function findFunction(parts: readonly string[]): FunctionDefinition | null {
  return parts.length === 1 ? (BY_NAME.get((parts[0] ?? "").toLowerCase()) ?? null) : null;
}

/** Whether the name is Databricks' own: of the list, or the table function `range`. */
export function isBuiltinFunction(parts: readonly string[]): boolean {
  return findFunction(parts) !== null || (parts.length === 1 && parts[0]?.toLowerCase() === "range");
}
