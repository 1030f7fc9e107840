import { jointType, type ValueType } from "../renderer/value-type.ts";
import { comparable, writeOperator } from "../renderer/write-operator.ts";
import { type Argument, once } from "../renderer/written.ts";
import { type FunctionDefinition, sameType, scalar, special } from "./define-function.ts";

/** Conditions and NULL. Source: Databricks SQL language manual, "Built-in functions", conditional functions. */
export const CONDITION_FUNCTIONS: readonly FunctionDefinition[] = [
  special("coalesce", "any any*", [jointType, (_, ...values) => `coalesce(${values.join(", ")})`]),
  special("nvl ifnull", "any any", [jointType, (_, ...values) => `coalesce(${values.join(", ")})`]),
  special("nvl2", "any any any", [
    (args) => jointType(args.slice(1)),
    ({ args: [value, ...results] }) => choiceText(`${value?.text} IS NOT NULL`, results),
  ]),
  special("if iff", "boolean any any", [
    (args) => jointType(args.slice(1)),
    ({ args: [condition, ...results] }) => choiceText(condition?.text ?? "NULL", results),
  ]),
  special("nullif", "any any", [sameType, ({ args: [value, other] }) => nullIfText(value, other)]),
  scalar("nullifzero", "number", [sameType, (x) => `nullif(${x}, 0)`]),
  scalar("zeroifnull", "any", [(args) => jointType([...args, { kind: "int" }]), (x) => `coalesce(${x}, 0)`]),
  scalar("isnull", "any", ["boolean", (x) => `(${x} IS NULL)`]),
  scalar("isnotnull", "any", ["boolean", (x) => `(${x} IS NOT NULL)`]),
  special("equal_null", "any any", [
    "boolean",
    ({ args: [x, y] }) => (x === undefined || y === undefined ? "NULL" : writeOperator("<=>", x, y).text),
  ]),
  special("decode", "any any any any*", [
    decodedType,
    ({ args: [value, ...rest] }) => decodeText(value, rest),
  ]),
  scalar("typeof", "any", ["string", (value) => typeText(value ?? "")]),
];

function choiceText(condition: string, [first, second]: readonly Argument[]): string {
  return `(CASE WHEN ${condition} THEN ${first?.text} ELSE ${second?.text} END)`;
}

function nullIfText(value: Argument | undefined, other: Argument | undefined): string {
  if (value === undefined || other === undefined) return "NULL";
  const [left, right] = [comparable(value, other), comparable(other, value)];
  if (left.text === value.text) return `nullif(${value.text}, ${right.text})`;
  return `(CASE WHEN ${left.text} = ${right.text} THEN NULL ELSE ${value.text} END)`;
}

function decodedType(args: readonly Argument[]): ValueType {
  return jointType(
    args.filter((_, index) => index > 0 && (index % 2 === 0 || index === args.length - 1) && index !== 1),
  );
}

/** `decode(value, key, result, …[, otherwise])`: NULL is a key like another. */
function decodeText(value: Argument | undefined, rest: readonly Argument[]): string {
  if (value === undefined) return "NULL";
  return once(value.text, (text) => {
    const pairs = Array.from(
      { length: rest.length >> 1 },
      (_, index) => [rest[2 * index], rest[2 * index + 1]] as const,
    );
    const branches = pairs.map(
      ([key, result]) => `WHEN ${text} IS NOT DISTINCT FROM ${key?.text} THEN ${result?.text}`,
    );
    const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)?.text}` : "";
    return `(CASE ${branches.join(" ")}${otherwise} END)`;
  });
}

/** Plain types alone: what nests is told by its outer word in DuckDB's spelling otherwise. */
function typeText(value: string): string {
  const type = `typeof(${value})`;
  return `CASE ${type} WHEN 'VARCHAR' THEN 'string' WHEN 'INTEGER' THEN 'int' WHEN 'HUGEINT' THEN 'bigint' WHEN 'BIGINT' THEN 'bigint' WHEN 'SMALLINT' THEN 'smallint' WHEN 'TINYINT' THEN 'tinyint' WHEN 'DOUBLE' THEN 'double' WHEN 'FLOAT' THEN 'float' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'DATE' THEN 'date' WHEN 'TIMESTAMP' THEN 'timestamp' WHEN 'TIMESTAMP_NS' THEN 'timestamp_ntz' WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp' WHEN 'BLOB' THEN 'binary' WHEN '"NULL"' THEN 'void' ELSE CASE WHEN ${type} LIKE 'DECIMAL%' THEN lower(${type}) ELSE error('[UNSUPPORTED_FEATURE] The feature is not supported: typeof of nested values. SQLSTATE: 0A000') END END`;
}
