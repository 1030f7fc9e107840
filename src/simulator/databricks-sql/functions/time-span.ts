import { castText } from "../renderer/cast-text.ts";
import { type Argument, onceBoth } from "../renderer/written.ts";
import { refuseSql } from "../sql-refused.ts";

const MONTHS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };
const MICROS: Readonly<Record<string, number>> = {
  WEEK: 604_800_000_000,
  DAY: 86_400_000_000,
  DAYOFYEAR: 86_400_000_000,
  HOUR: 3_600_000_000,
  MINUTE: 60_000_000,
  SECOND: 1_000_000,
  MILLISECOND: 1_000,
  MICROSECOND: 1,
};

function unitOf(argument: Argument | undefined): string {
  const unit = argument?.node.kind === "string" ? argument.node.value.toUpperCase().replace(/S$/, "") : "";
  if (unit in MONTHS || unit in MICROS) return unit;
  return refuseSql(
    "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
    `The value of the parameter \`unit\` is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND.`,
    { sqlState: "22023" },
  );
}

function timestampOf(value: Argument | undefined): string {
  return value === undefined ? "NULL" : castText(value, { kind: "timestamp" }, false).text;
}

function dateOf(value: Argument | undefined): string {
  return value === undefined ? "NULL" : castText(value, { kind: "date" }, false).text;
}

/** `date_add(date, days)`: a DATE; `dateadd(unit, count, moment)`: a TIMESTAMP. */
export function addedText(args: readonly Argument[], sign: "+" | "-"): string {
  const [first, second, third] = args;
  if (third === undefined) return `CAST(${dateOf(first)} ${sign} CAST(${second?.text} AS INTEGER) AS DATE)`;
  const unit = unitOf(first);
  const count = `CAST(${second?.text} AS BIGINT)`;
  const months = MONTHS[unit];
  const span =
    months !== undefined
      ? `to_months(CAST(${count} * ${months} AS INTEGER))`
      : unit === "WEEK" || unit.startsWith("DAY")
        ? `to_days(CAST(${count} * ${unit === "WEEK" ? 7 : 1} AS INTEGER))`
        : `to_microseconds(${count} * ${MICROS[unit]})`;
  return `(${timestampOf(third)} + ${span})`;
}

/** `datediff(end, start)`: days, as INT; `datediff(unit, start, end)`: whole units, cut off towards 0, as BIGINT. */
export function differenceText(args: readonly Argument[]): string {
  const [first, second, third] = args;
  if (third === undefined) return `CAST(${dateOf(first)} - ${dateOf(second)} AS INTEGER)`;
  const unit = unitOf(first);
  const months = MONTHS[unit];
  return onceBoth([timestampOf(second), timestampOf(third)], (start, end) =>
    months === undefined
      ? `CAST(trunc((epoch_us(${end}) - epoch_us(${start})) // ${MICROS[unit]}) AS BIGINT)`
      : `((${wholeMonths(start, end)}) // ${months})`,
  );
}

/**
 * Whole months as Java's `ChronoUnit.MONTHS.between` counts them: the day of the end moves by one when its time of day
 * has not been reached, then months of 32 days are compared.
 */
function wholeMonths(start: string, end: string): string {
  const time = (moment: string): string => `(epoch_us(${moment}) - epoch_us(date_trunc('day', ${moment})))`;
  const packed = (day: string): string => `((year(${day}) * 12 + month(${day})) * 32 + day(${day}))`;
  const moved = `CAST(CAST(${end} AS DATE) + CASE WHEN CAST(${end} AS DATE) > CAST(${start} AS DATE) AND ${time(end)} < ${time(start)} THEN -1 WHEN CAST(${end} AS DATE) < CAST(${start} AS DATE) AND ${time(end)} > ${time(start)} THEN 1 ELSE 0 END AS DATE)`;
  return `(${packed(moved)} - ${packed(start)}) // 32`;
}

/** Months of 31 days, to 8 digits; whole between equal days of the month and between last days. */
export function monthsBetweenText(late: string, early: string): string {
  return onceBoth([late, early], (a, b) => {
    const months = `((year(${a}) - year(${b})) * 12 + month(${a}) - month(${b}))`;
    const isLast = (moment: string): string => `CAST(${moment} AS DATE) = last_day(CAST(${moment} AS DATE))`;
    const seconds = (moment: string): string =>
      `floor((epoch_us(${moment}) - epoch_us(date_trunc('month', ${moment}))) / 1000000)`;
    return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN day(${a}) = day(${b}) OR ${isLast(a)} AND ${isLast(b)} THEN CAST(${months} AS DOUBLE) ELSE round(${months} + (${seconds(a)} - ${seconds(b)}) / 2678400, 8) END`;
  });
}
