import { refuse, refuseWith } from "./refuse.ts";

/** What the database says, by pattern of its first line. A group of the pattern is the name that it did not find. */
const CONDITIONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /Referenced column "([^"]*)" not found|Referenced table "([^"]*)" not found|Column "([^"]*)" referenced that exists in the SELECT clause|column named "([^"]*)"|Could not find key "([^"]*)" in struct/,
    "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
    "42703",
  ],
  [/Ambiguous reference to column name "([^"]*)"/, "AMBIGUOUS_REFERENCE", "42704"],
  [/Conversion Error|Could not convert/, "CAST_INVALID_INPUT", "22018"],
  [/[Dd]ivision by zero/, "DIVIDE_BY_ZERO", "22012"],
  [/Out of Range Error|[Oo]verflow/, "ARITHMETIC_OVERFLOW", "22003"],
  [/must appear in the GROUP BY clause/, "MISSING_AGGREGATION", "42803"],
  [/Out of Memory Error/, "INSUFFICIENT_MEMORY", "53200"],
  [/Catalog Error: Table with name/, "TABLE_OR_VIEW_NOT_FOUND", "42P01"],
  [/More than one row returned by a subquery/, "SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000"],
  [/Set operations can only apply to expressions with the same number/, "NUM_COLUMNS_MISMATCH", "42826"],
  [/column reference "([^"]*)" is ambiguous/, "AMBIGUOUS_REFERENCE", "42704"],
];

/** Sentences for conditions that name something; the others tell what the database said. */
const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION": (name) =>
    `A column, variable, or function parameter with name \`${name}\` cannot be resolved.`,
  AMBIGUOUS_REFERENCE: (name) => `Reference \`${name}\` is ambiguous.`,
};

/** How the database's own messages begin; everything else is a mistake of ours. */
const OF_DATABASE = /^[A-Z][A-Za-z ]* Error: /;

/** A failure in Databricks' words that the rewritten text itself raised. */
const RAISED = /(\[[A-Z_]+(?:\.[A-Z_]+)*\] .* SQLSTATE: ([0-9A-Z]{5}))/s;

/**
 * What the database says about a statement, in Databricks' form. Nothing of the rewritten text is told.
 * @throws a refusal; the error itself when the database did not raise it.
 */
export function refuseExecution(error: unknown): never {
  if (!(error instanceof Error) || !OF_DATABASE.test(error.message)) throw error;
  const { message } = error;
  const [, raised, state] = RAISED.exec(message) ?? [];
  if (raised !== undefined)
    return refuseWith({ status: 400, code: "BAD_REQUEST", message: raised, sqlState: state ?? null });
  const [firstLine = ""] = message.split("\n");
  const known = CONDITIONS.find(([pattern]) => pattern.test(firstLine));
  if (known === undefined) return refuse("DATATYPE_MISMATCH", cleaned(firstLine), "42K09");
  const [pattern, condition, sqlState] = known;
  const name = pattern
    .exec(firstLine)
    ?.slice(1)
    .find((group) => group !== undefined);
  const sentence = name === undefined ? undefined : SENTENCES[condition]?.(name);
  return refuse(condition, sentence ?? WORDS[condition] ?? cleaned(firstLine), sqlState);
}

/** Where the database's own words would show names that are not the user's. */
const WORDS: Readonly<Record<string, string>> = {
  DIVIDE_BY_ZERO: "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
  TABLE_OR_VIEW_NOT_FOUND: "A table or view of the statement cannot be found. It was dropped meanwhile.",
  SCALAR_SUBQUERY_TOO_MANY_ROWS: "More than one row returned by a subquery used as an expression.",
  INSUFFICIENT_MEMORY: "The statement needs more memory than the warehouse has.",
};

function cleaned(line: string): string {
  return `${line.replace(/^[A-Z][A-Za-z ]* Error: /, "").replace(/\.$/, "")}.`;
}
