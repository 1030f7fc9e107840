import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import type { CallExpression } from "../tree/expression.ts";
import type { Columns, NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { UNKNOWN, type ValueType } from "./value-type.ts";
import { quoteName, type Written } from "./written.ts";

interface WrittenGenerator {
  readonly text: string;
  /** Names of its columns, quoted; `*` for those that only DuckDB knows. */
  readonly columns: readonly string[];
  readonly types: Columns;
}

interface GeneratorUse {
  readonly call: CallExpression;
  /** Names given to its columns; none for the documented ones. */
  readonly columns: readonly string[];
  readonly frame: NameFrame;
}

/** The rows of a generator as a SELECT, and its column names, quoted. */
export function generatorText(renderer: Renderer, { call, columns, frame }: GeneratorUse): WrittenGenerator {
  const [arg] = call.args;
  const name = (call.parts[0] ?? "").toLowerCase().replace(/_outer$/, "");
  if (arg === undefined || call.args.length !== 1)
    return refuseSql(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `The \`${name}\` requires 1 parameters but the actual number is ${call.args.length}.`,
      { sqlState: "42605", place: call.place },
    );
  const value = renderer.write(arg, frame);
  if (name === "inline") return inlineText(value, columns);
  const given = givenColumns(value, { name, columns });
  if (columns.length > 0 && columns.length !== given.length)
    return refuseUnsupported(`${columns.length} names for the columns of ${name}`, call.place);
  const named = given.map((column, index) => ({ ...column, name: columns[index] ?? column.name }));
  return {
    text: `SELECT ${named.map((column) => `unnest(${column.list}) AS ${quoteName(column.name)}`).join(", ")}`,
    columns: named.map((column) => quoteName(column.name)),
    types: named,
  };
}

interface GivenColumn {
  readonly name: string;
  readonly type: ValueType;
  /** DuckDB text of the list with its values. */
  readonly list: string;
}

/** Columns that `explode` or `posexplode` gives under their documented names. */
function givenColumns(
  value: Written,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
): readonly GivenColumn[] {
  const { text, key = UNKNOWN, item = UNKNOWN } = value;
  const hasPlace = name === "posexplode";
  const isMap = columns.length === (hasPlace ? 3 : 2) || (columns.length === 0 && value.kind === "map");
  const place: GivenColumn = { name: "pos", type: { kind: "int" }, list: positions(text, isMap) };
  const entry: readonly GivenColumn[] = [
    { name: "key", type: key, list: `map_keys(${text})` },
    { name: "value", type: item, list: `map_values(${text})` },
  ];
  return [...(hasPlace ? [place] : []), ...(isMap ? entry : [{ name: "col", type: item, list: text }])];
}

function positions(value: string, isMap: boolean): string {
  return `CAST(range(${isMap ? `cardinality(${value})` : `len(${value})`}) AS INTEGER[])`;
}

/** One row a struct with its fields as columns; a NULL struct gives a row of NULL. */
function inlineText(value: Written, columns: readonly string[]): WrittenGenerator {
  const rows = `SELECT unnest(item) FROM (SELECT unnest(${value.text}) AS item) AS element`;
  const fields = value.item?.fields ?? null;
  if (columns.length === 0) return { text: rows, columns: ["*"], types: fields };
  const names = columns.map(quoteName);
  return {
    text: `SELECT * FROM (${rows}) AS fields(${names.join(", ")})`,
    columns: names,
    types: columns.map((name, index) => ({ name, type: fields?.[index]?.type ?? UNKNOWN })),
  };
}
