import fc from "fast-check";
import type { ColumnType } from "../../src/simulator/databricks-sql/databricks-sql.ts";
import { FUNCTION_GROUPS } from "../../src/simulator/databricks-sql/functions/builtin-functions.ts";
import type { FunctionDefinition } from "../../src/simulator/databricks-sql/functions/define-function.ts";

/** A column of each type; queries read them from a table `t`. */
export const COLUMNS: readonly (ColumnType & { readonly type: string })[] = [
  { name: "s", type: "string" },
  { name: "i", type: "int" },
  { name: "l", type: "bigint" },
  { name: "d", type: "double" },
  { name: "f", type: "float" },
  { name: "n", type: "decimal(10,2)" },
  { name: "o", type: "boolean" },
  { name: "da", type: "date" },
  { name: "ts", type: "timestamp" },
  { name: "bin", type: "binary" },
  { name: "arr", type: "array<int>" },
  { name: "ars", type: "array<string>" },
  { name: "m", type: "map<string,string>" },
  { name: "mi", type: "map<string,int>" },
  { name: "st", type: "struct<a:string,b:int,c:array<double>>" },
];

/** Not NULL on its own: DuckDB computes some functions of it at once, and gives the NULL that results any type. */
const LITERALS = [
  "'a'",
  "'2026-03-01'",
  "1",
  "0",
  "2L",
  "1.5",
  "1.5D",
  "true",
  "DATE '2026-03-01'",
  "TIMESTAMP '2026-03-01 10:00:00'",
  "INTERVAL 1 DAY",
  "INTERVAL 2 HOURS",
  "X'1F'",
];

const TYPES = ["STRING", "INT", "BIGINT", "DOUBLE", "DECIMAL(8,3)", "BOOLEAN", "DATE", "TIMESTAMP", "FLOAT"];
const OPERATORS = ["+", "-", "*", "/", "%", "DIV", "||", "&", "=", "<", "<=>", "AND"];

/** Texts that stand for an argument of a kind, beside any expression. */
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  text: ["s", "m['k']", "st.a", "'x'"],
  int: ["i", "1", "2"],
  number: ["i", "l", "d", "f", "n", "1.5"],
  date: ["da", "ts"],
  timestamp: ["ts", "da"],
  moment: ["ts", "da"],
  boolean: ["o", "i > 1"],
  array: ["arr", "ars", "st.c", "array(s, 'x')"],
  map: ["m", "mi"],
  any: COLUMNS.map(({ name }) => name),
  star: ["*"],
  lambda: ["e -> e", "(e, k) -> k", "e -> e = s", "(e, k) -> e", "e -> 1"],
};

/** Constants by the functions that take them; `','` where none is listed. */
const CONSTANTS: Readonly<Record<string, string>> = {
  date_trunc: "'DAY'",
  trunc: "'MONTH'",
  next_day: "'MO'",
  get_json_object: "'$.a'",
  sha2: "256",
  to_date: "'yyyy-MM-dd'",
  to_timestamp: "'yyyy-MM-dd'",
  try_to_timestamp: "'yyyy-MM-dd'",
  date_format: "'yyyy'",
  from_unixtime: "'yyyy'",
  unix_timestamp: "'yyyy'",
};

/** What is written in another way than as a name with arguments in parentheses, or gives rows. */
const SPECIAL_FORMS: ReadonlySet<string> = new Set(["trim", "extract", "date_part", "datepart", "decode"]);

const FUNCTIONS: readonly FunctionDefinition[] = Object.entries(FUNCTION_GROUPS)
  .filter(([group]) => group !== "Generators")
  .flatMap(([, definitions]) => definitions)
  .filter(({ names }) => !names.some((name) => SPECIAL_FORMS.has(name)));

const MANY = ["struct(s, i)", "named_struct('p', d, 'q', arr)", "from_json(s, 'a INT, b ARRAY<STRING>')"];

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  const leaf = fc.oneof(
    fc.constantFrom(...COLUMNS.map(({ name }) => name)),
    fc.constantFrom(...LITERALS),
    fc.constantFrom("m['k']", "mi['k']", "arr[0]", "st.a", "st.c", "st.c[0]", ...MANY),
  );
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      leaf,
      fc.constantFrom(...FUNCTIONS).chain((definition) => call(definition, inner)),
      fc.constantFrom(...FUNCTIONS).chain((definition) => call(definition, leaf)),
      fc.tuple(inner, fc.constantFrom(...OPERATORS), inner).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(inner, fc.constantFrom(...TYPES)).map(([value, type]) => `CAST(${value} AS ${type})`),
      fc.tuple(inner, inner).map(([a, b]) => `CASE WHEN o THEN ${a} ELSE ${b} END`),
      fc.tuple(inner, inner).map(([a, b]) => `coalesce(${a}, NULL, ${b})`),
      inner.map((value) => `if(o, NULL, ${value})`),
      inner.map((value) => `(SELECT max(${value}) FROM t)`),
      inner.map((value) => `array(${value})[0]`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a} IN (${b}, 'x'))`),
    ),
  };
});

function call(definition: FunctionDefinition, inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const [name = ""] = definition.names;
  const kinds = definition.parameters
    .split(" ")
    .filter((kind) => kind !== "")
    .map((kind) => kind.replace(/[?*]$/, ""));
  const args = kinds.map((kind) => {
    if (kind === "constant") return fc.constant(CONSTANTS[name] ?? "','");
    const fitting = fc.constantFrom(...(OF_KIND[kind] ?? ["s"]));
    if (kind === "lambda") return fitting;
    return fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 1, arbitrary: inner });
  });
  const over = definition.form === "window" ? " OVER (ORDER BY i)" : "";
  return fc.tuple(...args).map((texts) => `${name}(${texts.join(", ")})${over}`);
}

/** Queries whose columns are random expressions: on their own, through subqueries, common tables, unions and joins. */
export const typedQuery: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: expression.map((value) => `SELECT ${value} AS v FROM t`) },
  fc.oneof(
    expression.map((value) => `SELECT v, v = v AS w FROM (SELECT ${value} AS v, * FROM t) AS q`),
    fc
      .tuple(expression, expression)
      .map(([a, b]) => `WITH c AS (SELECT ${a} AS v FROM t) SELECT c.v, ${b} AS w FROM c JOIN t ON o`),
    fc
      .tuple(expression, expression)
      .map(([a, b]) => `SELECT v FROM (SELECT ${a} AS v FROM t UNION ALL SELECT ${b} FROM t) AS u`),
    fc
      .tuple(expression, expression)
      .map(
        ([a, b]) =>
          `SELECT * FROM (VALUES (${LITERALS[2]}, 'x'), (2.5, s)) AS g(s, i), t WHERE ${a} IS NULL OR ${b} IS NULL`,
      ),
    expression.map((value) => `SELECT s AS i, concat(i, s) AS s, ${value} AS x FROM t ORDER BY i`),
    expression.map((value) => `SELECT * FROM t LEFT JOIN (SELECT i, ${value} AS v FROM t) AS r USING (i)`),
    expression.map((value) => `SELECT g FROM t LATERAL VIEW explode(array(${value})) e AS g`),
  ),
);
