import { refuseSql } from "../sql-refused.ts";
import { type DataType, databricksTypeText, duckdbTypeText } from "../tree/data-type.ts";
import { valueTypeOf } from "./value-type.ts";
import { failure, once, type Written } from "./written.ts";

/**
 * `CAST` and `TRY_CAST` with Databricks' rules where DuckDB's differ: whole numbers are cut off, not rounded; texts
 * must be of the documented form; numbers and timestamps print as Java prints them.
 *
 * Source: Databricks SQL language manual, "cast function" (ANSI mode); values checked against Apache Spark 4.1.
 * @throws DATATYPE_MISMATCH for a cast that is known not to exist
 */
export function castText(value: Written, type: DataType, isTry: boolean): Written {
  const result = valueTypeOf(type);
  if (value.kind === "null") return { text: `CAST(NULL AS ${duckdbTypeText(type)})`, ...result };
  const write = type.kind === "interval" ? refuseCast : (CASTS[type.kind] ?? plainCast);
  return { text: write({ value, type, isTry }), ...result };
}

interface Cast {
  readonly value: Written;
  readonly type: DataType;
  readonly isTry: boolean;
}

function plainCast({ value, type, isTry }: Cast): string {
  return `${isTry ? "TRY_CAST" : "CAST"}(${value.text} AS ${duckdbTypeText(type)})`;
}

function badInput({ type, isTry }: Cast): string {
  if (isTry) return "NULL";
  const name = databricksTypeText(type).toUpperCase();
  return failure(
    "CAST_INVALID_INPUT",
    `The value cannot be cast to "${name}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
    "22018",
  );
}

function refuseCast({ value, type }: Cast): never {
  return refuseSql(
    "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
    `Cannot resolve "CAST" due to data type mismatch: cannot cast "${value.kind.toUpperCase()}" to "${databricksTypeText(type).toUpperCase()}".`,
    { sqlState: "42K09" },
  );
}

const CASTS: Readonly<Partial<Record<DataType["kind"], (cast: Cast) => string>>> = {
  string: ({ value }) => textOf(value),
  tinyint: toWhole,
  smallint: toWhole,
  int: toWhole,
  bigint: toWhole,
  date: toDate,
  timestamp: toTimestamp,
  timestamp_ntz: (cast) => `CAST(${toTimestamp({ ...cast, type: { kind: "timestamp" } })} AS TIMESTAMP_NS)`,
  boolean: toBoolean,
  double: toDouble,
  float: toDouble,
  binary: (cast) => (cast.value.kind === "string" ? `encode(${cast.value.text})` : plainCast(cast)),
  void: refuseCast,
};

/** A value as STRING. */
export function textOf(value: Written): string {
  switch (value.kind) {
    case "string":
      return value.text;
    case "null":
      return "CAST(NULL AS VARCHAR)";
    case "timestamp":
      return withoutZone(value.text);
    case "double":
      return once(value.text, (text) => doubleText(text, text));
    case "binary":
      return `decode(${value.text})`;
    case "interval":
    case "day_interval":
    case "array":
    case "map":
    case "struct":
      return refuseSql(
        "UNSUPPORTED_FEATURE",
        `The feature is not supported: ${value.kind.replace("_", " ")} values as text; use to_json or array_join.`,
        {
          sqlState: "0A000",
        },
      );
    case "unknown":
      return once(value.text, unknownText);
    default:
      return `CAST(${value.text} AS VARCHAR)`;
  }
}

function withoutZone(text: string): string {
  return `regexp_replace(CAST(${text} AS VARCHAR), '[+]00$', '')`;
}

const NESTED_TEXT = failure(
  "UNSUPPORTED_FEATURE",
  "The feature is not supported: arrays, maps, structs and binary values as text.",
  "0A000",
);

function unknownText(value: string): string {
  const type = `typeof(${value})`;
  return `CASE WHEN ${type} = 'VARCHAR' THEN CAST(${value} AS VARCHAR) WHEN ${type} = 'TIMESTAMP WITH TIME ZONE' THEN ${withoutZone(value)} WHEN ${type} IN ('DOUBLE', 'FLOAT') THEN ${doubleText(value, `TRY_CAST(${value} AS DOUBLE)`)} WHEN ${type} = 'BLOB' OR ${type} LIKE '%]' OR ${type} LIKE '%)' AND ${type} NOT LIKE 'DECIMAL%' THEN ${NESTED_TEXT} ELSE CAST(${value} AS VARCHAR) END`;
}

/** A number as Java's `Double.toString` prints it: with an exponent below 0.001 and from 10,000,000 on. */
function doubleText(value: string, number: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  const digits = `regexp_replace(regexp_replace(regexp_replace(${text}, '^-?0[.]0*|[-.]|e.*$', '', 'g'), '0+$', ''), '^$', '0')`;
  const exponent = `CASE WHEN ${text} LIKE '%e%' THEN CAST(regexp_extract(${text}, 'e(.*)$', 1) AS INTEGER) WHEN abs(${number}) < 1 THEN -4 ELSE length(regexp_extract(${text}, '([0-9]+)[.]', 1)) - 1 END`;
  const scientific = `CASE WHEN ${number} < 0 THEN '-' ELSE '' END || left(${digits}, 1) || '.' || CASE WHEN length(${digits}) > 1 THEN substr(${digits}, 2) ELSE '0' END || 'E' || CAST(${exponent} AS VARCHAR)`;
  return `CASE WHEN ${number} IS NULL THEN NULL WHEN isnan(${number}) THEN 'NaN' WHEN isinf(${number}) THEN CASE WHEN ${number} > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN ${number} = 0 OR abs(${number}) >= 0.001 AND abs(${number}) < 10000000 THEN ${text} ELSE ${scientific} END`;
}

function toWhole(cast: Cast): string {
  const { value, type, isTry } = cast;
  const duckdbType = duckdbTypeText(type);
  const word = isTry ? "TRY_CAST" : "CAST";
  switch (value.kind) {
    case "double":
    case "decimal":
      return `${word}(trunc(${value.text}) AS ${duckdbType})`;
    case "string":
      return once(value.text, (text) => wholeOfText(cast, text));
    case "timestamp":
      return `${word}(${secondsOf(value.text)} AS ${duckdbType})`;
    case "unknown":
      return once(value.text, (text) => wholeOfUnknown(cast, text));
    case "date":
    case "array":
    case "map":
    case "struct":
      return refuseCast(cast);
    default:
      return `${word}(${value.text} AS ${duckdbType})`;
  }
}

function secondsOf(timestamp: string): string {
  return `CAST(floor(epoch_us(${timestamp}) / 1000000) AS BIGINT)`;
}

function wholeOfText(cast: Cast, text: string): string {
  const word = cast.isTry ? "TRY_CAST" : "CAST";
  return `CASE WHEN ${text} IS NULL THEN NULL WHEN regexp_full_match(${text}, '\\s*[+-]?[0-9]+\\s*') THEN ${word}(trim(${text}) AS ${duckdbTypeText(cast.type)}) ELSE ${badInput(cast)} END`;
}

function wholeOfUnknown(cast: Cast, value: string): string {
  const word = cast.isTry ? "TRY_CAST" : "CAST";
  const to = (text: string): string => `${word}(${text} AS ${duckdbTypeText(cast.type)})`;
  const type = `typeof(${value})`;
  return `CASE WHEN ${type} = 'VARCHAR' THEN ${wholeOfText(cast, `CAST(${value} AS VARCHAR)`)} WHEN ${type} IN ('DOUBLE', 'FLOAT') THEN ${to(`trunc(TRY_CAST(${value} AS DOUBLE))`)} WHEN ${type} LIKE 'DECIMAL%' THEN ${to(`split_part(CAST(${value} AS VARCHAR), '.', 1)`)} WHEN ${type} LIKE 'TIMESTAMP%' THEN ${to(secondsOf(`TRY_CAST(${value} AS TIMESTAMP)`))} ELSE ${to(value)} END`;
}

function toDouble(cast: Cast): string {
  if (cast.value.kind === "date" || cast.value.kind === "array") return refuseCast(cast);
  if (cast.value.kind === "timestamp") return `(epoch_us(${cast.value.text}) / 1000000)`;
  return plainCast(cast);
}

/** Source: Databricks SQL language manual, "cast function", targetType BOOLEAN. */
function toBoolean(cast: Cast): string {
  const ofText = (text: string): string =>
    `CASE WHEN lower(trim(${text})) IN ('t', 'true', 'y', 'yes', '1') THEN true WHEN lower(trim(${text})) IN ('f', 'false', 'n', 'no', '0') THEN false WHEN ${text} IS NULL THEN NULL ELSE ${badInput(cast)} END`;
  if (cast.value.kind === "string") return once(cast.value.text, ofText);
  if (cast.value.kind !== "unknown") return plainCast(cast);
  return once(
    cast.value.text,
    (value) =>
      `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${ofText(`CAST(${value} AS VARCHAR)`)} ELSE ${plainCast({ ...cast, value: { text: value, kind: "unknown" } })} END`,
  );
}

const DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";

function toDate(cast: Cast): string {
  const { value } = cast;
  if (value.kind === "date") return value.text;
  if (value.kind === "string") return once(value.text, (text) => dateOfText(cast, text));
  if (value.kind !== "unknown") return value.kind === "timestamp" ? plainCast(cast) : refuseCast(cast);
  return once(
    value.text,
    (text) =>
      `CASE WHEN typeof(${text}) = 'VARCHAR' THEN ${dateOfText(cast, `CAST(${text} AS VARCHAR)`)} ELSE ${plainCast({ ...cast, value: { text, kind: "unknown" } })} END`,
  );
}

/** `yyyy`, `yyyy-m`, `yyyy-m-d` and the last with anything behind a blank or T. */
function dateOfText(cast: Cast, value: string): string {
  const text = `trim(${value})`;
  const word = cast.isTry ? "TRY_CAST" : "CAST";
  return `CASE WHEN regexp_full_match(${text}, '${DAY}([ T].*)?') THEN ${word}(regexp_extract(${text}, '^${DAY}') AS DATE) WHEN regexp_full_match(${text}, '[0-9]{4}-[0-9]{1,2}') THEN ${word}(${text} || '-01' AS DATE) WHEN regexp_full_match(${text}, '[0-9]{4}') THEN ${word}(${text} || '-01-01' AS DATE) WHEN ${value} IS NULL THEN NULL ELSE ${badInput(cast)} END`;
}

function toTimestamp(cast: Cast): string {
  const { value, isTry } = cast;
  const word = isTry ? "TRY_CAST" : "CAST";
  switch (value.kind) {
    case "timestamp":
    case "date":
      return `CAST(${value.text} AS TIMESTAMPTZ)`;
    case "string":
      return once(value.text, (text) => timestampOfText(cast, text));
    case "int":
    case "double":
    case "decimal":
      return `to_timestamp(CAST(${value.text} AS DOUBLE))`;
    case "unknown":
      return once(
        value.text,
        (text) =>
          `CASE WHEN typeof(${text}) = 'VARCHAR' THEN ${timestampOfText(cast, `CAST(${text} AS VARCHAR)`)} WHEN typeof(${text}) SIMILAR TO '.*INT.*|DOUBLE|FLOAT|DECIMAL.*' THEN to_timestamp(TRY_CAST(${text} AS DOUBLE)) ELSE ${word}(${text} AS TIMESTAMPTZ) END`,
      );
    default:
      return refuseCast(cast);
  }
}

const TIME = "[0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,9})?)?)?";
const ZONE = "(Z|UTC|[+-][0-9]{2}(:[0-9]{2})?)?";

/** The forms of a date, or a day with a time and perhaps a zone; without zone it is UTC. */
function timestampOfText(cast: Cast, value: string): string {
  const text = `trim(${value})`;
  const word = cast.isTry ? "TRY_CAST" : "CAST";
  return `CASE WHEN regexp_full_match(${text}, '${DAY}[ T]${TIME}${ZONE}') THEN ${word}(${momentOf(text)} AS TIMESTAMPTZ) WHEN ${value} IS NULL THEN NULL WHEN regexp_full_match(${text}, '${DAY}[ T]?|[0-9]{4}(-[0-9]{1,2})?') THEN CAST(${dateOfText(cast, value)} AS TIMESTAMPTZ) ELSE ${badInput(cast)} END`;
}

/** The same moment with hours, minutes, seconds and an offset, as DuckDB reads it. */
function momentOf(text: string): string {
  const steps: readonly (readonly [string, string])[] = [
    ["T", " "],
    ["(Z|UTC)$", "+00"],
    [" ([0-9]{1,2})([+-].*)?$", " \\1:00:00\\2"],
    [" ([0-9]{1,2}:[0-9]{1,2})([+-].*)?$", " \\1:00\\2"],
    [" ([0-9:.]+)$", " \\1+00"],
  ];
  return steps.reduce((inner, [from, to]) => `regexp_replace(${inner}, '${from}', '${to}')`, text);
}
