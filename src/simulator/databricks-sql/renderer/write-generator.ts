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
export function generatorText(
  renderer: Renderer,
  { call, columns, frame }: GeneratorUse,
): WrittenGenerator {
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
  const isMap =
    columns.length === (name === "posexplode" ? 3 : 2) || (columns.length === 0 && value.kind === "map");
  const defaults = [...(name === "posexplode" ? ["pos"] : []), ...(isMap ? ["key", "value"] : ["col"])];
  if (columns.length > 0 && columns.length !== defaults.length)
    return refuseUnsupported(`${columns.length} names for the columns of ${name}`, call.place);
  const given = columns.length === 0 ? defaults : columns;
  const names = given.map(quoteName);
  const inner: readonly ValueType[] = isMap
    ? [value.key ?? UNKNOWN, value.item ?? UNKNOWN]
    : [value.item ?? UNKNOWN];
  const types: readonly ValueType[] = name === "posexplode" ? [{ kind: "int" }, ...inner] : inner;
  const lists = [
    ...(name === "posexplode" ? [positions(value.text, isMap)] : []),
    ...(isMap ? [`map_keys(${value.text})`, `map_values(${value.text})`] : [value.text]),
  ];
  return {
    text: `SELECT ${lists.map((list, index) => `unnest(${list}) AS ${names[index]}`).join(", ")}`,
    columns: names,
    types: given.map((each, index) => ({ name: each, type: types[index] ?? UNKNOWN })),
  };
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
