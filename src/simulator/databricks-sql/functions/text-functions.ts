import { textOf } from "../renderer/cast-text.ts";
import { regexLiteral, replacementLiteral } from "../renderer/regex-text.ts";
import { arrayOf, typeAlone } from "../renderer/value-type.ts";
import { concatText } from "../renderer/write-operator.ts";
import { type Argument, constantText, failure, once, textLiteral } from "../renderer/written.ts";
import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import { type FunctionDefinition, sameType, scalar, special } from "./define-function.ts";

/** Functions of texts. Source: Databricks SQL language manual, "Built-in functions", string functions. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar("upper ucase", "text", ["string", (text) => `upper(${text})`]),
  scalar("lower lcase", "text", ["string", (text) => `lower(${text})`]),
  scalar("length len char_length character_length", "text", [
    "int",
    (text) => `CAST(length(${text}) AS INTEGER)`,
  ]),
  scalar("octet_length", "text", ["int", (text) => `CAST(strlen(${text}) AS INTEGER)`]),
  special("reverse", "any", [
    (args) => (args[0]?.kind === "array" ? sameType(args) : "string"),
    ({ args: [value] }) => reversedText(value),
  ]),
  scalar("ltrim", "text text?", [
    "string",
    (first, text) => trimmed("ltrim", text ?? first, text === undefined ? undefined : first),
  ]),
  scalar("rtrim", "text text?", [
    "string",
    (first, text) => trimmed("rtrim", text ?? first, text === undefined ? undefined : first),
  ]),
  scalar("btrim", "text text?", ["string", (text, letters) => trimmed("trim", text, letters)]),
  scalar("trim", "constant text text?", [
    "string",
    (side = "", text, letters) => trimmed(TRIM_SIDES[side] ?? "trim", text, letters),
  ]),
  scalar("left", "text int", ["string", (text, count) => `left(${text}, greatest(${count}, 0))`]),
  scalar("right", "text int", ["string", (text, count) => `right(${text}, greatest(${count}, 0))`]),
  special("substring substr", "text int int?", [
    "string",
    ({ args }, ...texts) => substringText(texts, isPositive(args[1]?.node)),
  ]),
  special("concat_ws", "text any*", [
    "string",
    ({ args: [separator, ...rest] }) => concatWsText(separator, rest),
  ]),
  special("concat", "any*", [(args) => typeAlone(concatText(args)), ({ args }) => concatText(args).text]),
  scalar("replace", "text text text?", [
    "string",
    (text, search, by = "''") =>
      once(
        search ?? "''",
        (each) => `CASE WHEN ${each} = '' THEN ${text} ELSE replace(${text}, ${each}, ${by}) END`,
      ),
  ]),
  scalar("translate", "text text text", ["string", (text, from, to) => `translate(${text}, ${from}, ${to})`]),
  scalar("contains", "text text", ["boolean", (text, part) => `contains(${text}, ${part})`]),
  scalar("startswith", "text text", ["boolean", (text, part) => `starts_with(${text}, ${part})`]),
  scalar("endswith", "text text", ["boolean", (text, part) => `ends_with(${text}, ${part})`]),
  scalar("instr", "text text", ["int", (text, part) => `CAST(instr(${text}, ${part}) AS INTEGER)`]),
  scalar("locate position charindex", "text text int?", [
    "int",
    (part, text, from) =>
      from === undefined
        ? `CAST(instr(${text}, ${part}) AS INTEGER)`
        : locateText(part ?? "", text ?? "", from),
  ]),
  scalar("lpad", "text int text?", [
    "string",
    (text, length, fill = "' '") => padded("lpad", [text, length, fill]),
  ]),
  scalar("rpad", "text int text?", [
    "string",
    (text, length, fill = "' '") => padded("rpad", [text, length, fill]),
  ]),
  special("repeat", "text int", [
    "string",
    ({ args: [value] }, text, count) =>
      `repeat(${value?.kind === "binary" ? textOf(value) : text}, greatest(${count}, 0))`,
  ]),
  scalar("space", "int", ["string", (count) => `repeat(' ', greatest(${count}, 0))`]),
  scalar("ascii", "text", ["int", (text) => `ascii(${text})`]),
  scalar("chr char", "int", [
    "string",
    (code) =>
      once(
        code ?? "",
        (each) => `CASE WHEN ${each} < 0 THEN '' ELSE chr(CAST(${each} % 256 AS INTEGER)) END`,
      ),
  ]),
  scalar("initcap", "text", [
    "string",
    (text) =>
      `list_aggregate(list_transform(string_split(${text}, ' '), lambda word: upper(left(word, 1)) || lower(substr(word, 2))), 'string_agg', ' ')`,
  ]),
  scalar("levenshtein", "text text", [
    "int",
    (left, right) => `CAST(levenshtein(${left}, ${right}) AS INTEGER)`,
  ]),
  special("split_part", "text text int", ["string", ({ args }) => partText(args)]),
  scalar("substring_index", "text text int", [
    "string",
    (text, separator, count) => substringIndexText(text ?? "", separator ?? "", count ?? ""),
  ]),
  special("split", "text constant int?", [
    () => arrayOf({ kind: "string" }),
    ({ args }, text, pattern) => splitText(text ?? "", pattern ?? "", args[2]?.node),
  ]),
  scalar("regexp_like regexp rlike", "text constant", [
    "boolean",
    (text, pattern = "") => `regexp_matches(${text}, ${regexLiteral(pattern)})`,
  ]),
  special("regexp_extract", "text constant int?", [
    "string",
    ({ args }, text, pattern) =>
      `regexp_extract(${text}, ${regexLiteral(pattern ?? "")}, ${groupOf(args[2]?.node)})`,
  ]),
  special("regexp_extract_all", "text constant int?", [
    () => arrayOf({ kind: "string" }),
    ({ args }, text, pattern) =>
      `regexp_extract_all(${text}, ${regexLiteral(pattern ?? "")}, ${groupOf(args[2]?.node)})`,
  ]),
  scalar("regexp_replace", "text constant constant", [
    "string",
    (text, pattern = "", by = "") =>
      `regexp_replace(${text}, ${regexLiteral(pattern)}, ${replacementLiteral(by)}, 'g')`,
  ]),
  scalar("regexp_count", "text constant", [
    "int",
    (text, pattern = "") => `CAST(len(regexp_extract_all(${text}, ${regexLiteral(pattern)})) AS INTEGER)`,
  ]),
  scalar("regexp_substr", "text constant", [
    "string",
    (text, pattern = "") => `nullif(regexp_extract(${text}, ${regexLiteral(pattern)}, 0), '')`,
  ]),
  scalar("md5", "text", ["string", (text) => `md5(${text})`]),
  scalar("sha sha1", "text", ["string", (text) => `sha1(${text})`]),
  special("sha2", "text constant", [
    "string",
    (_, text, bits) =>
      bits === "256" || bits === "0"
        ? `sha256(${text})`
        : refuseUnsupported("sha2 of other lengths than 256"),
  ]),
  special("hex", "any", ["string", (_, value) => `upper(to_hex(${value}))`]),
  scalar("base64", "text", ["string", (text) => `to_base64(encode(${text}))`]),
];

function reversedText(value: Argument | undefined): string {
  if (value === undefined) return "NULL";
  if (value.kind === "array") return `list_reverse(${value.text})`;
  return `reverse(${value.kind === "unknown" ? value.text : textOf(value)})`;
}

const TRIM_SIDES: Readonly<Record<string, "trim" | "ltrim" | "rtrim">> = {
  BOTH: "trim",
  LEADING: "ltrim",
  TRAILING: "rtrim",
};

function trimmed(name: string, text: string | undefined, letters: string | undefined): string {
  return letters === undefined ? `${name}(${text}, ' ')` : `${name}(${text}, ${letters})`;
}

function isPositive(node: FunctionNode): boolean {
  return node?.kind === "number" && Number(node.text) > 0;
}

type FunctionNode = Parameters<typeof constantText>[0] | undefined;

/** Counted from 1; 0 is 1 too; negative from the end, where what lies before the text is cut off. */
function substringText([text = "", start = "", length]: readonly string[], isPlain: boolean): string {
  if (isPlain && length === undefined) return `substring(${text}, ${start})`;
  if (isPlain) return `substring(${text}, ${start}, greatest(${length}, 0))`;
  const from = `CASE WHEN ${start} > 0 THEN ${start} WHEN ${start} = 0 THEN 1 ELSE length(${text}) + ${start} + 1 END`;
  if (length === undefined) return `substring(${text}, greatest(${from}, 1))`;
  // What the start lies before the text is taken off the length.
  return `substring(${text}, greatest(${from}, 1), greatest(${length} + least(${from} - 1, 0), 0))`;
}

const INDEX_OF_ZERO = failure(
  "INVALID_INDEX_OF_ZERO",
  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
  "22003",
);

function partText([text, separator, place]: readonly Argument[]): string {
  if (text === undefined || separator === undefined || place === undefined) return "NULL";
  const isPlain = separator.node.kind === "string" && separator.node.value !== "" && isPositive(place.node);
  if (isPlain) return `split_part(${text.text}, ${separator.text}, ${place.text})`;
  return once(
    place.text,
    (at) =>
      `CASE WHEN ${at} = 0 THEN ${INDEX_OF_ZERO} WHEN ${separator.text} = '' THEN CASE WHEN ${at} IN (1, -1) THEN ${text.text} ELSE '' END ELSE split_part(${text.text}, ${separator.text}, ${at}) END`,
  );
}

function locateText(part: string, text: string, from: string): string {
  return `CAST(CASE WHEN ${from} < 1 THEN 0 WHEN instr(substring(${text}, ${from}), ${part}) = 0 THEN 0 ELSE instr(substring(${text}, ${from}), ${part}) + ${from} - 1 END AS INTEGER)`;
}

function padded(name: string, [text, length, fill]: readonly (string | undefined)[]): string {
  return `CASE WHEN ${fill} = '' THEN left(${text}, greatest(${length}, 0)) ELSE ${name}(${text}, greatest(${length}, 0), ${fill}) END`;
}

function substringIndexText(text: string, separator: string, count: string): string {
  const parts = `string_split(${text}, ${separator})`;
  return `CASE WHEN ${separator} = '' OR ${count} = 0 THEN '' WHEN ${count} > 0 THEN array_to_string(list_slice(${parts}, 1, ${count}), ${separator}) ELSE array_to_string(list_slice(${parts}, greatest(len(${parts}) + ${count} + 1, 1), len(${parts})), ${separator}) END`;
}

/** A constant pattern; without signs of a pattern it is a plain text. */
function splitText(text: string, pattern: string, limit: FunctionNode): string {
  if (limit !== undefined && !(limit.kind === "number" && Number(limit.text) <= 0))
    return refuseUnsupported("split with a limit");
  if (pattern === "") return `CASE WHEN ${text} = '' THEN [''] ELSE string_split(${text}, '') END`;
  const plain = pattern.replace(/\\([^A-Za-z0-9])/g, "$1");
  const isPlain = !/[\\^$.|?*+()[\]{}]/.test(pattern.replace(/\\[^A-Za-z0-9]/g, ""));
  return isPlain
    ? `string_split(${text}, ${textLiteral(plain)})`
    : `string_split_regex(${text}, ${regexLiteral(pattern)})`;
}

function groupOf(node: FunctionNode): string {
  if (node === undefined) return "1";
  const text = constantText(node);
  return text !== null && /^[0-9]$/.test(text)
    ? text
    : refuseSql(
        "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
        "The value of the parameter `idx` is invalid: expects a constant group index.",
        { sqlState: "22023" },
      );
}

/** NULL is skipped; an array that holds no text leaves no separator either. */
function concatWsText(separator: Argument | undefined, values: readonly Argument[]): string {
  const between = separator?.text ?? "NULL";
  const texts = values.flatMap((value) => {
    if (value.kind === "null") return [];
    if (value.kind !== "array") return [textOf(value)];
    return [
      `CASE WHEN len(list_filter(${value.text}, lambda each: each IS NOT NULL)) > 0 THEN array_to_string(${value.text}, ${between}) END`,
    ];
  });
  return texts.length === 0
    ? `CASE WHEN ${between} IS NOT NULL THEN '' END`
    : `concat_ws(${[between, ...texts].join(", ")})`;
}
