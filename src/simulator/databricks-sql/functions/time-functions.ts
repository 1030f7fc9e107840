import { castText } from "../renderer/cast-text.ts";
import { type Argument, failure, once, textLiteral } from "../renderer/written.ts";
import { refuseSql, refuseUnsupported } from "../sql-refused.ts";
import { type FunctionCall, type FunctionDefinition, scalar, special } from "./define-function.ts";
import { readingFormat, timePattern } from "./time-pattern.ts";
import { addedText, differenceText, monthsBetweenText } from "./time-span.ts";

/** Functions of dates and timestamps. Source: Databricks SQL language manual, "Built-in functions", date and timestamp functions. */
export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  special("date_add dateadd timestampadd", "any any any?", [
    (args) => (args.length === 3 ? "timestamp" : "date"),
    ({ args }) => addedText(args, "+"),
  ]),
  special("date_sub", "any any", ["date", ({ args }) => addedText(args, "-")]),
  special("datediff date_diff timestampdiff", "any any any?", ["int", ({ args }) => differenceText(args)]),
  scalar("add_months", "date int", [
    "date",
    (date, count) => `CAST(${date} + to_months(CAST(${count} AS INTEGER)) AS DATE)`,
  ]),
  scalar("months_between", "timestamp timestamp", [
    "double",
    (late, early) => monthsBetweenText(late ?? "", early ?? ""),
  ]),
  scalar("last_day", "date", ["date", (date) => `last_day(${date})`]),
  scalar("next_day", "date constant", ["date", nextDayText]),
  scalar("date_trunc", "constant timestamp", [
    "timestamp",
    (unit = "", moment = "") => truncatedText(unit, moment),
  ]),
  scalar("trunc", "date constant", ["date", (date, unit = "") => truncatedDate(unit, date ?? "")]),
  ...parts("year", "year"),
  ...parts("quarter", "quarter"),
  ...parts("month", "month"),
  ...parts("day dayofmonth", "day"),
  ...parts("hour", "hour"),
  ...parts("minute", "minute"),
  ...parts("second", "second"),
  ...parts("dayofyear", "dayofyear"),
  ...parts("weekofyear", "week"),
  scalar("dayofweek", "moment", ["int", (moment) => partText("DAYOFWEEK", moment ?? "")]),
  scalar("weekday", "moment", ["int", (moment) => `CAST(isodow(${moment}) - 1 AS INTEGER)`]),
  scalar("dayname", "moment", ["string", (moment) => `left(dayname(${moment}), 3)`]),
  scalar("monthname", "moment", ["string", (moment) => `left(monthname(${moment}), 3)`]),
  special("extract date_part datepart", "constant moment", [
    ([field]) => (/^S(EC(OND)?S?)?$/i.test(field?.text ?? "") ? "decimal" : "int"),
    (_, field = "", moment = "") => partText(field.toUpperCase(), moment),
  ]),
  special("to_date", "any constant?", ["date", (call, _, format) => dateText(call.args[0], format)]),
  special("date", "any", ["date", ({ args }) => dateText(args[0], undefined)]),
  special("to_timestamp", "any constant?", [
    "timestamp",
    (call, _, format) => timestampText(call.args[0], format, false),
  ]),
  special("try_to_timestamp", "any constant?", [
    "timestamp",
    (call, _, format) => timestampText(call.args[0], format, true),
  ]),
  special("timestamp", "any", ["timestamp", ({ args }) => timestampText(args[0], undefined, false)]),
  scalar("date_format", "timestamp constant", [
    "string",
    (moment, pattern = "") => printedText(moment ?? "", pattern),
  ]),
  scalar("from_unixtime", "number constant?", [
    "string",
    (seconds, pattern = DEFAULT_PATTERN) =>
      printedText(`make_timestamp_ms(CAST(${seconds} AS BIGINT) * 1000)`, pattern),
  ]),
  special("unix_timestamp to_unix_timestamp", "any? constant?", ["int", unixText]),
  scalar("unix_seconds", "moment", ["int", (moment) => secondsText(moment ?? "")]),
  scalar("unix_millis", "moment", ["int", (moment) => `epoch_ms(${moment})`]),
  scalar("unix_micros", "moment", ["int", (moment) => `epoch_us(${moment})`]),
  scalar("unix_date", "date", ["int", (date) => `CAST(${date} - DATE '1970-01-01' AS INTEGER)`]),
  scalar("timestamp_seconds", "number", [
    "timestamp",
    (seconds) => `to_timestamp(CAST(${seconds} AS DOUBLE))`,
  ]),
  scalar("timestamp_millis", "number", [
    "timestamp",
    (millis) => `CAST(make_timestamp_ms(${millis}) AS TIMESTAMPTZ)`,
  ]),
  scalar("timestamp_micros", "number", [
    "timestamp",
    (micros) => `CAST(make_timestamp(${micros}) AS TIMESTAMPTZ)`,
  ]),
  scalar("date_from_unix_date", "int", ["date", (days) => `CAST(DATE '1970-01-01' + ${days} AS DATE)`]),
  scalar("make_date", "int int int", ["date", (year, month, day) => `make_date(${year}, ${month}, ${day})`]),
  scalar("make_timestamp", "int int int int int number", [
    "timestamp",
    (...fields) =>
      `CAST(make_timestamp(${fields.slice(0, 5).join(", ")}, CAST(${fields[5]} AS DOUBLE)) AS TIMESTAMPTZ)`,
  ]),
  scalar("from_utc_timestamp", "timestamp text", [
    "timestamp",
    (moment, zone) => `CAST(${moment} AT TIME ZONE ${zone} AS TIMESTAMPTZ)`,
  ]),
  scalar("to_utc_timestamp", "timestamp text", [
    "timestamp",
    (moment, zone) => `(CAST(${moment} AS TIMESTAMP) AT TIME ZONE ${zone})`,
  ]),
];

const DEFAULT_PATTERN = "yyyy-MM-dd HH:mm:ss";

function parts(names: string, part: string): readonly FunctionDefinition[] {
  return [scalar(names, "moment", ["int", (moment) => `CAST(${part}(${moment}) AS INTEGER)`])];
}

/** Fields of `extract` by their names, in DuckDB text over `?`. */
const PARTS: Readonly<Record<string, string>> = {
  YEAR: "CAST(year(?) AS INTEGER)",
  YEAROFWEEK: "CAST(isoyear(?) AS INTEGER)",
  QUARTER: "CAST(quarter(?) AS INTEGER)",
  MONTH: "CAST(month(?) AS INTEGER)",
  WEEK: "CAST(week(?) AS INTEGER)",
  DAY: "CAST(day(?) AS INTEGER)",
  DAYOFWEEK: "CAST(dayofweek(?) + 1 AS INTEGER)",
  DAYOFWEEK_ISO: "CAST(isodow(?) AS INTEGER)",
  DOY: "CAST(dayofyear(?) AS INTEGER)",
  HOUR: "CAST(hour(?) AS INTEGER)",
  MINUTE: "CAST(minute(?) AS INTEGER)",
  SECOND: "CAST(CAST(microsecond(?) AS DECIMAL(14, 6)) / 1000000 AS DECIMAL(8, 6))",
};

const PART_NAMES: Readonly<Record<string, string>> = {
  Y: "YEAR",
  YEARS: "YEAR",
  YR: "YEAR",
  YRS: "YEAR",
  QTR: "QUARTER",
  MON: "MONTH",
  MONS: "MONTH",
  MONTHS: "MONTH",
  W: "WEEK",
  WEEKS: "WEEK",
  D: "DAY",
  DAYS: "DAY",
  DOW: "DAYOFWEEK",
  DOW_ISO: "DAYOFWEEK_ISO",
  H: "HOUR",
  HOURS: "HOUR",
  HR: "HOUR",
  HRS: "HOUR",
  M: "MINUTE",
  MIN: "MINUTE",
  MINS: "MINUTE",
  MINUTES: "MINUTE",
  S: "SECOND",
  SEC: "SECOND",
  SECONDS: "SECOND",
  SECS: "SECOND",
};

function partText(field: string, moment: string): string {
  const text = PARTS[PART_NAMES[field] ?? field];
  if (text === undefined)
    return refuseSql("INVALID_EXTRACT_FIELD", `Cannot extract \`${field}\` from a value.`, {
      sqlState: "42601",
    });
  return text.replace("?", () => moment);
}

const TRUNCATION_UNITS: Readonly<Record<string, string>> = {
  YEAR: "year",
  YYYY: "year",
  YY: "year",
  QUARTER: "quarter",
  MONTH: "month",
  MM: "month",
  MON: "month",
  WEEK: "week",
};

const TIME_UNITS: Readonly<Record<string, string>> = {
  DAY: "day",
  DD: "day",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "second",
  MILLISECOND: "millisecond",
  MICROSECOND: "microsecond",
};

/** NULL for a unit that is none. */
function truncatedText(unit: string, moment: string): string {
  const name = TRUNCATION_UNITS[unit.toUpperCase()] ?? TIME_UNITS[unit.toUpperCase()];
  return name === undefined ? "CAST(NULL AS TIMESTAMPTZ)" : `date_trunc('${name}', ${moment})`;
}

function truncatedDate(unit: string, date: string): string {
  const name = TRUNCATION_UNITS[unit.toUpperCase()];
  return name === undefined ? "CAST(NULL AS DATE)" : `CAST(date_trunc('${name}', ${date}) AS DATE)`;
}

const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

function nextDayText(date: string | undefined, name = ""): string {
  const wanted = name.trim().toUpperCase();
  const index = WEEKDAYS.findIndex(
    (day) => wanted === day || wanted === day.slice(0, 3) || wanted === day.slice(0, 2),
  );
  if (index === -1)
    return refuseSql("ILLEGAL_DAY_OF_WEEK", `Illegal input for day of week: ${name}.`, { sqlState: "22009" });
  return once(
    date ?? "NULL",
    (each) => `CAST(${each} + CAST((${index + 7} - isodow(${each})) % 7 + 1 AS INTEGER) AS DATE)`,
  );
}

function printedText(moment: string, pattern: string): string {
  return `strftime(CAST(${moment} AS TIMESTAMP), ${textLiteral(timePattern(pattern).format)})`;
}

/** The moment that a text of this pattern tells, as TIMESTAMP. */
function parsedText(text: string, pattern: string, isTry: boolean): string {
  const { format, texts } = timePattern(pattern);
  if (texts === null) return refuseUnsupported(`reading texts by the datetime pattern \`${pattern}\``);
  const bad = isTry
    ? "NULL"
    : failure(
        "CANNOT_PARSE_TIMESTAMP",
        "The text could not be parsed. Use `try_to_timestamp` to tolerate invalid input string and return NULL instead.",
        "22007",
      );
  const read = isTry ? "try_strptime" : "strptime";
  return once(
    text,
    (each) =>
      `CASE WHEN ${each} IS NULL THEN NULL WHEN regexp_full_match(${each}, ${textLiteral(texts)}) THEN ${read}(${each}, ${textLiteral(readingFormat(format))}) ELSE ${bad} END`,
  );
}

function dateText(value: Argument | undefined, format: string | undefined): string {
  if (value === undefined) return "NULL";
  if (format === undefined || value.kind === "date" || value.kind === "timestamp")
    return castText(value, { kind: "date" }, false).text;
  return `CAST(${parsedText(value.text, format, false)} AS DATE)`;
}

function timestampText(value: Argument | undefined, format: string | undefined, isTry: boolean): string {
  if (value === undefined) return "NULL";
  if (format === undefined || value.kind === "date" || value.kind === "timestamp")
    return castText(value, { kind: "timestamp" }, isTry).text;
  return `CAST(${parsedText(value.text, format, isTry)} AS TIMESTAMPTZ)`;
}

function secondsText(moment: string): string {
  return `CAST(floor(epoch_us(${moment}) / 1000000) AS BIGINT)`;
}

function unixText({ args: [value], session }: FunctionCall, _?: string, pattern = DEFAULT_PATTERN): string {
  if (value === undefined) return `CAST(${Math.floor(session.nowMs / 1000)} AS BIGINT)`;
  if (value.kind === "string") return secondsText(parsedText(value.text, pattern, false));
  return secondsText(castText(value, { kind: "timestamp" }, false).text);
}
