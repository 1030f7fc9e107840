import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import type { CallExpression } from "../tree/expression.ts";
import type { NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { quoteName } from "./written.ts";

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
): { readonly text: string; readonly columns: readonly string[] } {
  const [arg] = call.args;
  const name = (call.parts[0] ?? "").toLowerCase().replace(/_outer$/, "");
  if (arg === undefined || call.args.length !== 1)
    return refuseSql(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `The \`${name}\` requires 1 parameters but the actual number is ${call.args.length}.`,
      { sqlState: "42605", place: call.place },
    );
  const value = renderer.write(arg, frame);
  if (name === "inline") return inlineText(value.text, columns);
  const isMap =
    columns.length === (name === "posexplode" ? 3 : 2) || (columns.length === 0 && value.kind === "map");
  const defaults = [...(name === "posexplode" ? ["pos"] : []), ...(isMap ? ["key", "value"] : ["col"])];
  if (columns.length > 0 && columns.length !== defaults.length)
    return refuseUnsupported(`${columns.length} names for the columns of ${name}`, call.place);
  const names = (columns.length === 0 ? defaults : columns).map(quoteName);
  const lists = [
    ...(name === "posexplode" ? [positions(value.text, isMap)] : []),
    ...(isMap ? [`map_keys(${value.text})`, `map_values(${value.text})`] : [value.text]),
  ];
  return {
    text: `SELECT ${lists.map((list, index) => `unnest(${list}) AS ${names[index]}`).join(", ")}`,
    columns: names,
  };
}

function positions(value: string, isMap: boolean): string {
  return `CAST(range(${isMap ? `cardinality(${value})` : `len(${value})`}) AS INTEGER[])`;
}

/** One row a struct with its fields as columns; a NULL struct gives a row of NULL. */
function inlineText(
  value: string,
  columns: readonly string[],
): { readonly text: string; readonly columns: readonly string[] } {
  const rows = `SELECT unnest(item) FROM (SELECT unnest(${value}) AS item) AS element`;
  if (columns.length === 0) return { text: rows, columns: ["*"] };
  const names = columns.map(quoteName);
  return { text: `SELECT * FROM (${rows}) AS fields(${names.join(", ")})`, columns: names };
}
