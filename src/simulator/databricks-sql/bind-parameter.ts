import type { SqlParameter } from "./databricks-sql.ts";
import type { ParameterLookup } from "./parser/parser.ts";
import { refuseSql, type TextPlace } from "./sql-refused.ts";
import type { DataType } from "./tree/data-type.ts";
import type { Expression } from "./tree/expression.ts";

/**
 * Values of a statement's parameters as typed literals: `:name` by its name in any case, `?` by its place in the text.
 * @throws UNBOUND_SQL_PARAMETER for a marker without a value
 */
export function parameterLookup(
  parameters: readonly SqlParameter[],
  readTypeText: (text: string) => DataType,
): ParameterLookup {
  let markerCount = 0;
  return (name, place) => {
    if (name === null) markerCount += 1;
    const ordinal = markerCount;
    const found = parameters.find((parameter) =>
      name === null ? parameter.ordinal === ordinal : parameter.name?.toLowerCase() === name.toLowerCase(),
    );
    if (found === undefined) return unbound(name ?? `_${ordinal}`, place);
    return literalOf(found, readTypeText);
  };
}

function literalOf({ type, value }: SqlParameter, readTypeText: (text: string) => DataType): Expression {
  const parsed = type.trim() === "" ? ({ kind: "string" } as const) : readTypeText(type);
  if (value === null || parsed.kind === "void")
    return { kind: "cast", value: { kind: "null" }, type: parsed, isTry: false };
  const text: Expression = { kind: "string", value };
  return parsed.kind === "string" ? text : { kind: "cast", value: text, type: parsed, isTry: false };
}

function unbound(name: string, place: TextPlace): never {
  return refuseSql(
    "UNBOUND_SQL_PARAMETER",
    `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`,
    { sqlState: "42P02", place },
  );
}
