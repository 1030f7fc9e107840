import { holdsAny, type Kind, valueTypeOf } from "../renderer/value-type.ts";
import { type Argument, failure, once, textLiteral } from "../renderer/written.ts";
import { refuseUnsupported } from "../sql-refused.ts";
import { type DataType, duckdbTypeText } from "../tree/data-type.ts";
import { type FunctionDefinition, scalar, special } from "./define-function.ts";

/** JSON in texts. Source: Databricks SQL language manual, "Built-in functions", JSON functions. */
export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar("get_json_object", "text constant", ["string", (json, path = "") => extractText(json ?? "", path)]),
  special("from_json", "text any", [
    ([, schema]) => valueTypeOf(schemaOf(schema)),
    ({ args: [, schema] }, json) => parseText(json ?? "", schemaOf(schema)),
  ]),
  special("to_json", "any", [
    "string",
    ({ args: [value] }) => (value === undefined ? "NULL" : printText(value)),
  ]),
  scalar("json_array_length", "text", [
    "int",
    (json) =>
      once(
        `TRY_CAST(${json} AS JSON)`,
        (each) =>
          `CASE WHEN json_type(${each}) = 'ARRAY' THEN CAST(json_array_length(${each}) AS INTEGER) END`,
      ),
  ]),
];

/** `$.a.b[0]['c d']`, without wildcards. */
function extractText(json: string, path: string): string {
  const steps = /^\$((?:\.[^.[\]'"*]+|\[\d+\]|\['[^'"*]+'\])*)$/.exec(path.trim());
  if (steps?.[1] === undefined) return refuseUnsupported(`the JSON path \`${path}\``);
  const written = steps[1].replace(
    /\.([^.[\]]+)|\['([^']+)'\]/g,
    (_, name: string | undefined, quoted: string | undefined) => `."${name ?? quoted}"`,
  );
  return `json_extract_string(TRY_CAST(${json} AS JSON), ${textLiteral(`$${written}`)})`;
}

/** The parser puts NULL of the type that the schema tells in the place of the schema's text. */
function schemaOf(argument: Argument | undefined): DataType {
  const node = argument?.node;
  return node?.kind === "cast" && node.value.kind === "null"
    ? node.type
    : refuseUnsupported("from_json with a schema that is not a constant text");
}

/** What is no JSON gives a struct of NULL, and NULL for other types. */
function parseText(json: string, type: DataType): string {
  const parsed = (text: string): string =>
    `from_json(TRY_CAST(${text} AS JSON), ${textLiteral(JSON.stringify(structureOf(type)))})`;
  if (type.kind !== "struct") return parsed(json);
  const empty = `CAST({${type.fields.map(({ name }) => `${textLiteral(name)}: NULL`).join(", ")}} AS ${duckdbTypeText(type)})`;
  return once(json, (text) => `CASE WHEN ${text} IS NOT NULL THEN coalesce(${parsed(text)}, ${empty}) END`);
}

type Structure = string | readonly Structure[] | { readonly [name: string]: Structure };

function structureOf(type: DataType): Structure {
  if (type.kind === "array") return [structureOf(type.element)];
  if (type.kind === "struct")
    return Object.fromEntries(type.fields.map(({ name, type: field }) => [name, structureOf(field)]));
  return duckdbTypeText(type);
}

const UNLIKE = failure(
  "UNSUPPORTED_FEATURE",
  "The feature is not supported: to_json of structs in columns, dates, timestamps and floating-point numbers.",
  "0A000",
);

const UNLIKE_KINDS: readonly Kind[] = ["struct", "timestamp", "date", "double", "binary"];

/** Fields of a struct that are NULL are left out; entries of a map are not. */
function printText(value: Argument): string {
  const { node, text } = value;
  if (holdsAny(value, UNLIKE_KINDS) === false) return `CAST(to_json(${text}) AS VARCHAR)`;
  if (node.kind === "call" && node.parts[0]?.toLowerCase() === "named_struct")
    return refuseUnsupported("to_json of a struct");
  return once(
    text,
    (each) =>
      `CASE WHEN regexp_matches(typeof(${each}), 'STRUCT|TIMESTAMP|DATE|DOUBLE|FLOAT|BLOB') THEN ${UNLIKE} ELSE CAST(to_json(${each}) AS VARCHAR) END`,
  );
}
