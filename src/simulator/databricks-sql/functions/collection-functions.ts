import { arrayOf, jointType, type Kind, typeAlone, UNKNOWN, type ValueType } from "../renderer/value-type.ts";
import { itemType } from "../renderer/write-subscript.ts";
import { type Argument, failure, once, onceBoth, textLiteral } from "../renderer/written.ts";
import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import {
  type FunctionCall,
  type FunctionDefinition,
  type LambdaText,
  sameType,
  scalar,
  special,
} from "./define-function.ts";
import { INT_TYPE, lambdaOf, withIndex, withPair } from "./lambda-text.ts";

/** Arrays, maps and structs. Source: Databricks SQL language manual, "Built-in functions", array and map functions. */
export const COLLECTION_FUNCTIONS: readonly FunctionDefinition[] = [
  special("array", "any*", [(args) => arrayOf(jointType(args)), (_, ...values) => `[${values.join(", ")}]`]),
  special("size cardinality", "any", ["int", ({ args: [value] }) => sizeText(value)]),
  scalar("array_size", "array", ["int", (list) => `CAST(len(${list}) AS INTEGER)`]),
  scalar("array_contains", "array any", [
    "boolean",
    (list, value) => onceBoth([list ?? "", value ?? ""], containsText),
  ]),
  special("element_at", "any any", [
    firstItem,
    ({ args: [value, key] }) => elementText(value, key, ELEMENT_OUT_OF_BOUNDS),
  ]),
  special("try_element_at", "any any", [
    firstItem,
    ({ args: [value, key] }) => elementText(value, key, "NULL"),
  ]),
  scalar("get", "array int", [
    firstItem,
    (list, at) =>
      onceBoth(
        [list ?? "", at ?? ""],
        (each, index) => `(CASE WHEN ${index} >= 0 THEN ${each}[${index} + 1] END)`,
      ),
  ]),
  scalar("array_distinct", "array", [sameType, (list) => distinctText(list ?? "")]),
  scalar("array_union", "array array", [jointType, (left, right) => distinctText(`(${left} || ${right})`)]),
  scalar("array_intersect", "array array", [
    sameType,
    (left, right) =>
      onceBoth([left ?? "", right ?? ""], (a, b) =>
        distinctText(`list_filter(${a}, lambda each: list_position(${b}, each) IS NOT NULL)`),
      ),
  ]),
  scalar("array_except", "array array", [
    sameType,
    (left, right) =>
      onceBoth([left ?? "", right ?? ""], (a, b) =>
        distinctText(`list_filter(${a}, lambda each: list_position(${b}, each) IS NULL)`),
      ),
  ]),
  scalar("array_position", "array any", [
    "int",
    (list, value) =>
      onceBoth(
        [list ?? "", value ?? ""],
        (each, item) =>
          `CASE WHEN ${each} IS NOT NULL AND ${item} IS NOT NULL THEN coalesce(CAST(list_position(${each}, ${item}) AS BIGINT), 0) END`,
      ),
  ]),
  scalar("array_remove", "array any", [
    sameType,
    (list, value) =>
      onceBoth(
        [list ?? "", value ?? ""],
        (each, gone) =>
          `CASE WHEN ${gone} IS NOT NULL THEN list_filter(${each}, lambda kept: kept IS DISTINCT FROM ${gone}) END`,
      ),
  ]),
  scalar("array_append", "array any", [
    ([list, item]) => arrayOf(jointType([itemType(list ?? UNKNOWN), item ?? UNKNOWN])),
    (list, value) => `list_append(${list}, ${value})`,
  ]),
  scalar("array_prepend", "array any", [
    ([list, item]) => arrayOf(jointType([itemType(list ?? UNKNOWN), item ?? UNKNOWN])),
    (list, value) => `list_prepend(${value}, ${list})`,
  ]),
  scalar("array_compact", "array", [
    sameType,
    (list) => `list_filter(${list}, lambda each: each IS NOT NULL)`,
  ]),
  scalar("array_repeat", "any int", [
    ([value]) => arrayOf(value),
    (value, count) => `list_transform(range(greatest(${count}, 0)), lambda place: ${value})`,
  ]),
  scalar("array_sort", "array", [sameType, (list) => `list_sort(${list}, 'ASC', 'NULLS LAST')`]),
  special("sort_array", "array boolean?", [sameType, ({ args }, list) => sortText(list ?? "", args[1])]),
  scalar("array_max", "array", [firstItem, (list) => `list_max(${list})`]),
  scalar("array_min", "array", [firstItem, (list) => `list_min(${list})`]),
  scalar("array_join", "array text text?", ["string", joinText]),
  scalar("flatten", "array", [
    firstItem,
    (lists) =>
      once(
        lists ?? "",
        (each) =>
          `CASE WHEN len(list_filter(${each}, lambda list: list IS NULL)) = 0 THEN flatten(${each}) END`,
      ),
  ]),
  scalar("slice", "array int int", [
    sameType,
    (list, start, length) => sliceText(list ?? "", start ?? "", length ?? ""),
  ]),
  special("sequence", "any any any?", [sequenceType, ({ args }) => sequenceText(args)]),
  special("transform", "array lambda", [
    ([list], call) => arrayOf(lambdaOf(call, call.args[1], [itemType(list ?? UNKNOWN), INT_TYPE]).type),
    (call, list) => `list_transform(${list}, ${overItems(call)})`,
  ]),
  special("filter", "array lambda", [sameType, (call, list) => `list_filter(${list}, ${overItems(call)})`]),
  special("exists", "array lambda", [
    "boolean",
    (call, list) => quantifiedText(list ?? "", overItems(call), true),
  ]),
  special("forall", "array lambda", [
    "boolean",
    (call, list) => quantifiedText(list ?? "", overItems(call), false),
  ]),
  special("aggregate reduce", "array any lambda lambda?", [
    "unknown",
    (call, list, start) => {
      // DuckDB brings the start to a type that holds both: what the lambda gets is not known.
      const { parameters, body } = lambdaOf(call, call.args[2], []);
      const merged = `list_reduce(${list}, lambda ${names(parameters, 2)}: ${body}, ${start})`;
      const finish = call.args[3];
      return finish === undefined
        ? merged
        : `list_transform([${merged}], ${withIndex(call, finish, UNKNOWN)})[1]`;
    },
  ]),
  special("zip_with", "array array lambda", [
    (_, call) => arrayOf(overPairs(call).type),
    (call, left, right) =>
      `list_transform(list_zip(${left}, ${right}), ${withPair(overPairs(call), ["[1]", "[2]"])})`,
  ]),
  special("map", "any*", [mapType, (_, ...values) => mapText(values)]),
  scalar("map_keys", "map", [([map]) => arrayOf(map?.key), (map) => `map_keys(${map})`]),
  scalar("map_values", "map", [([map]) => arrayOf(map?.item), (map) => `map_values(${map})`]),
  scalar("map_entries", "map", ["array", (map) => `map_entries(${map})`]),
  scalar("map_from_arrays", "array array", ["map", (keys, items) => `map(${keys}, ${items})`]),
  scalar("map_from_entries", "array", ["map", (entries) => `map_from_entries(${entries})`]),
  scalar("map_contains_key", "map any", ["boolean", (map, key) => `map_contains(${map}, ${key})`]),
  special("map_filter", "map lambda", [
    sameType,
    (call, map) =>
      `map_from_entries(list_filter(map_entries(${map}), ${withPair(overEntries(call), [".key", ".value"])}))`,
  ]),
  special("transform_values", "map lambda", [
    ([map], call) => ({ kind: "map", key: map?.key ?? UNKNOWN, item: overEntries(call).type }),
    (call, map) =>
      `map(map_keys(${map}), list_transform(map_entries(${map}), ${withPair(overEntries(call), [".key", ".value"])}))`,
  ]),
  special("named_struct", "any*", [namedStructType, ({ args }) => namedStructText(args)]),
  special("struct", "any any*", [
    (args) => ({
      kind: "struct",
      fields: args.map((arg, index) => ({ name: fieldName(arg, index), type: typeAlone(arg) })),
    }),
    ({ args }) =>
      `{${args.map((arg, index) => `${textLiteral(fieldName(arg, index))}: ${arg.text}`).join(", ")}}`,
  ]),
];

const ELEMENT_OUT_OF_BOUNDS = failure(
  "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
  "The index is out of bounds. Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead.",
  "22003",
);
const INDEX_OF_ZERO = failure(
  "INVALID_INDEX_OF_ZERO",
  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
  "22003",
);

function firstItem([value]: readonly Argument[]): ValueType {
  return itemType(value ?? UNKNOWN);
}

/** The lambda behind an array, over its elements. */
function overItems(call: FunctionCall): string {
  return withIndex(call, call.args[1], firstItem(call.args));
}

/** The lambda behind two arrays, over their elements in pairs. */
function overPairs(call: FunctionCall): LambdaText {
  const [left = UNKNOWN, right = UNKNOWN] = call.args;
  return lambdaOf(call, call.args[2], [itemType(left), itemType(right)]);
}

/** The lambda behind a map, over its entries. */
function overEntries(call: FunctionCall): LambdaText {
  const [map] = call.args;
  return lambdaOf(call, call.args[1], [map?.key ?? UNKNOWN, map?.item ?? UNKNOWN]);
}

function mapType(args: readonly Argument[]): ValueType {
  const [key, item] = [0, 1].map((side) => jointType(args.filter((_, index) => index % 2 === side)));
  return { kind: "map", key: key ?? UNKNOWN, item: item ?? UNKNOWN };
}

function sequenceType([from, to]: readonly Argument[]): ValueType {
  if (from?.kind === "date" || to?.kind === "date") return arrayOf({ kind: "date" });
  return arrayOf({ kind: from?.kind === "timestamp" ? "timestamp" : "int" });
}

function namedStructType(args: readonly Argument[]): ValueType {
  const fields = Array.from({ length: args.length >> 1 }, (_, index) => {
    const { node } = args[2 * index] ?? {};
    const name = node?.kind === "string" ? node.value : "";
    return { name, type: typeAlone(args[2 * index + 1] ?? UNKNOWN) };
  });
  return { kind: "struct", fields };
}

function names(parameters: readonly string[], count: number): string {
  return parameters.length === count
    ? parameters.join(", ")
    : refuseUnsupported(`a lambda function of ${parameters.length} parameters here`);
}

function sizeText(value: Argument | undefined): string {
  if (value === undefined) return "NULL";
  if (value.kind === "null") return "CAST(NULL AS INTEGER)";
  if (value.kind === "array") return `CAST(len(${value.text}) AS INTEGER)`;
  if (value.kind === "map") return `CAST(cardinality(${value.text}) AS INTEGER)`;
  return once(
    value.text,
    (each) =>
      `CAST(CASE WHEN typeof(${each}) LIKE 'MAP(%' THEN cardinality(TRY_CAST(${each} AS MAP(VARCHAR, VARCHAR))) WHEN typeof(${each}) LIKE '%]' THEN len(TRY_CAST(${each} AS VARCHAR[])) ELSE ${failure("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "The first parameter of `size` requires an ARRAY or MAP.", "42K09")} END AS INTEGER)`,
  );
}

/** NULL when the value is not found but may be what a NULL stands for. */
function containsText(list: string, value: string): string {
  return `CASE WHEN ${list} IS NULL OR ${value} IS NULL THEN NULL WHEN list_contains(${list}, ${value}) THEN true WHEN len(list_filter(${list}, lambda each: each IS NULL)) > 0 THEN NULL ELSE false END`;
}

const INDEX_KINDS: ReadonlySet<Kind> = new Set(["int", "null", "unknown"]);

function elementText(value: Argument | undefined, key: Argument | undefined, missing: string): string {
  if (value === undefined || key === undefined) return "NULL";
  if (value.kind === "map" || key.kind === "string") return `${value.text}[${key.text}]`;
  if (!INDEX_KINDS.has(key.kind))
    return refuseSql(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      `Cannot resolve the call due to data type mismatch: the place of an element requires the "INT" type, however an argument has the type "${key.kind.toUpperCase()}".`,
      { sqlState: "42K09" },
    );
  return onceBoth([value.text, key.text], (list, at) => {
    const isMap = value.kind === "array" ? "" : `WHEN typeof(${list}) LIKE 'MAP(%' THEN ${list}[${at}] `;
    const length = value.kind === "array" ? `len(${list})` : `len(TRY_CAST(${list} AS VARCHAR[]))`;
    return `(CASE ${isMap}WHEN TRY_CAST(${at} AS BIGINT) = 0 THEN ${INDEX_OF_ZERO} WHEN abs(TRY_CAST(${at} AS BIGINT)) > ${length} THEN ${missing} ELSE ${list}[TRY_CAST(${at} AS BIGINT)] END)`;
  });
}

/** The first of equal elements stays where it is. */
function distinctText(list: string): string {
  return once(
    list,
    (each) => `list_filter(${each}, lambda item, place: list_position(${each}, item) = place)`,
  );
}

function sortText(list: string, ascending: Argument | undefined): string {
  const node = ascending?.node;
  if (node !== undefined && node.kind !== "boolean")
    return refuseUnsupported("sort_array with an order that is not constant");
  return node?.kind === "boolean" && !node.value
    ? `list_sort(${list}, 'DESC', 'NULLS LAST')`
    : `list_sort(${list}, 'ASC', 'NULLS FIRST')`;
}

function joinText(list?: string, separator?: string, absent?: string): string {
  const texts =
    absent === undefined
      ? `list_filter(${list}, lambda each: each IS NOT NULL)`
      : `list_transform(${list}, lambda each: coalesce(CAST(each AS VARCHAR), ${absent}))`;
  return once(
    texts,
    (each) => `CASE WHEN len(${each}) = 0 THEN '' ELSE array_to_string(${each}, ${separator}) END`,
  );
}

function sliceText(list: string, start: string, length: string): string {
  return onceBoth([list, `{'s': ${start}, 'n': ${length}}`], (each, range) => {
    const from = `CASE WHEN ${range}.s > 0 THEN ${range}.s ELSE len(${each}) + ${range}.s + 1 END`;
    return `CASE WHEN ${range}.s = 0 THEN ${failure("INVALID_PARAMETER_VALUE.START", "The value of the parameter `start` in `slice` is invalid: expects a positive or a negative value, but got 0.", "22023")} WHEN ${range}.n < 0 THEN ${failure("INVALID_PARAMETER_VALUE.LENGTH", "The value of the parameter `length` in `slice` is invalid: expects a value greater than or equal to 0.", "22023")} WHEN ${from} < 1 OR ${range}.n = 0 THEN list_filter(${each}, lambda item: false) ELSE list_slice(${each}, ${from}, ${from} + ${range}.n - 1) END`;
  });
}

/** From the first to the last, both in it; downwards when the last is smaller. */
function sequenceText([from, to, step]: readonly Argument[]): string {
  if (from === undefined || to === undefined) return "NULL";
  const isDate = from.kind === "date" || to.kind === "date";
  if (isDate || from.kind === "timestamp") {
    const type = isDate ? "DATE" : "TIMESTAMPTZ";
    const by = step?.text ?? "INTERVAL '1 day'";
    return `CAST(generate_series(CAST(${from.text} AS TIMESTAMP), CAST(${to.text} AS TIMESTAMP), ${by}) AS ${type}[])`;
  }
  const type = from.kind === "int" && to.kind === "int" ? "INTEGER" : "BIGINT";
  return onceBoth(
    [from.text, to.text],
    (a, b) =>
      `CAST(generate_series(${a}, ${b}, ${step?.text ?? `CASE WHEN ${a} <= ${b} THEN 1 ELSE -1 END`}) AS ${type}[])`,
  );
}

/** Three answers: an unknown one decides only where no known one does. */
function quantifiedText(list: string, lambda: string, isExists: boolean): string {
  const [decided, otherwise] = isExists ? ["true", "false"] : ["false", "true"];
  return once(
    `list_transform(${list}, ${lambda})`,
    (answers) =>
      `CASE WHEN ${answers} IS NULL THEN NULL WHEN list_contains(${answers}, ${decided}) THEN ${decided} WHEN len(list_filter(${answers}, lambda each: each IS NULL)) > 0 THEN NULL ELSE ${otherwise} END`,
  );
}

function mapText(values: readonly string[]): string {
  if (values.length % 2 === 1) return refuseUnsupported("map with a key without a value");
  const [keys, items] = [0, 1].map((side) => values.filter((_, index) => index % 2 === side).join(", "));
  return `map([${keys}], [${items}])`;
}

function namedStructText(args: readonly Argument[]): string {
  const fields = Array.from({ length: args.length >> 1 }, (_, index) => {
    const [name, value] = [args[2 * index], args[2 * index + 1]];
    if (name?.node.kind !== "string" || value === undefined)
      return refuseUnsupported("named_struct with a name that is not constant");
    return `${textLiteral(name.node.value)}: ${value.text}`;
  });
  return fields.length === 0 || args.length % 2 === 1
    ? refuseUnsupported("named_struct without pairs of name and value")
    : `{${fields.join(", ")}}`;
}

function fieldName({ node }: Argument, index: number): string {
  if (node.kind === "column") return node.parts.at(-1) ?? `col${index + 1}`;
  return node.kind === "field" ? node.name : `col${index + 1}`;
}
