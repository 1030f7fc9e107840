import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { EpochMs } from "../../domain/units.ts";
import type { SeriesReader, SeriesRow } from "../../ports/series.ts";
import { fileProblem, isFileProblem } from "../define-file-problem.ts";

/** Longest line: a row of two numbers is under 100 bytes. */
const LINE_BYTES_MAX = 64 * 1024;
const TIMESTAMP_NAMES = ["timestamp", "time", "date", "datetime", "ts", "event_time", "window_start"];
const VALUE_NAMES = ["value", "count", "y", "metric"];

/**
 * Reads CSV with a header as a series. The columns are those named `timestamp` (or time, date, datetime, ts, event_time,
 * window_start) and `value` (or count, y, metric); with other names the first two. Timestamps are ISO 8601 (a missing
 * zone means UTC), or epoch seconds or milliseconds.
 *
 * Works when: one row a line, any separator of `,;` or tab. Errors: SERIES_UNREADABLE, with the line, for a header
 * without two columns, a row with more fields than the header (a decimal comma makes two of one), a timestamp that is
 * none, a value that is neither number nor empty, a broken quote, a file that cannot be opened.
 * Cost: streaming, memory of one row.
 */
export async function* readCsvSeries(input: Readable, name: string): SeriesReader {
  const records = input.pipe(
    parse({
      bom: true,
      delimiter: [",", ";", "\t"],
      max_record_size: LINE_BYTES_MAX,
      relax_column_count_less: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }),
  );
  input.on("error", (error) => records.destroy(error));
  let columns: { readonly timestamp: number; readonly value: number } | null = null;
  try {
    for await (const { record, info } of records as AsyncIterable<CsvRecord>) {
      if (columns === null) {
        columns = columnsOf(record, name);
        continue;
      }
      yield rowOf(record, columns, { name, line: info.lines });
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw new GatehouseError("SERIES_UNREADABLE", {
        message: `\`${name}\`: ${csvProblem(error)}`,
      });
    }
    if (isFileProblem(error)) {
      throw new GatehouseError("SERIES_UNREADABLE", {
        message: `\`${name}\`: cannot be read: ${fileProblem(error)}`,
        cause: error,
      });
    }
    throw error;
  }
  if (columns === null) throw new GatehouseError("SERIES_UNREADABLE", { message: `\`${name}\` is empty` });
}

/** The parser's own words hold the cell that it stumbled over, a whole line of it. */
const CSV_PROBLEMS: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: "a quote is followed by something that is no separator",
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: "a quote is followed by something that is no separator",
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH:
    "it has more or fewer fields than the header (a decimal comma, perhaps)",
  CSV_QUOTE_NOT_CLOSED: "a quote is not closed",
  CSV_MAX_RECORD_SIZE: `a line is longer than ${LINE_BYTES_MAX} bytes`,
};

function csvProblem(error: CsvError): string {
  const problem = CSV_PROBLEMS[error.code] ?? `it is no CSV (${error.code})`;
  const line: unknown = error["lines"];
  return typeof line === "number" ? `line ${line}: ${problem}` : problem;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

interface Place {
  readonly name: string;
  readonly line: number;
}

function columnsOf(
  header: readonly string[],
  name: string,
): { readonly timestamp: number; readonly value: number } {
  if (header.length < 2) {
    throw new GatehouseError("SERIES_UNREADABLE", {
      message: `\`${name}\` line 1: a header with two columns was expected, timestamp and value`,
    });
  }
  if (header.every((cell) => timestampMs(cell) !== null || Number.isFinite(Number(cell)))) {
    throw new GatehouseError("SERIES_UNREADABLE", {
      message: `\`${name}\` line 1: a header such as \`timestamp,value\` was expected, found a row of data`,
    });
  }
  const names = header.map((cell) => cell.toLowerCase());
  const timestamp = Math.max(
    0,
    names.findIndex((each) => TIMESTAMP_NAMES.includes(each)),
  );
  const named = names.findIndex((each, index) => index !== timestamp && VALUE_NAMES.includes(each));
  return { timestamp, value: named >= 0 ? named : timestamp === 0 ? 1 : 0 };
}

function rowOf(
  record: readonly string[],
  columns: { readonly timestamp: number; readonly value: number },
  place: Place,
): SeriesRow {
  const timestamp = record[columns.timestamp] ?? "";
  const at = timestampMs(timestamp);
  if (at === null) {
    throw new GatehouseError("SERIES_UNREADABLE", {
      message: `\`${place.name}\` line ${place.line}: \`${excerpt(timestamp)}\` is not a timestamp`,
    });
  }
  return { timestamp, at: at as EpochMs, value: cellValue(record[columns.value] ?? "", place) };
}

function cellValue(cell: string, place: Place): number | null {
  if (cell === "" || /^(nan|null|na|n\/a)$/i.test(cell)) return null;
  const value = Number(cell);
  if (!Number.isFinite(value)) {
    throw new GatehouseError("SERIES_UNREADABLE", {
      message: `\`${place.name}\` line ${place.line}: \`${excerpt(cell)}\` is not a number`,
    });
  }
  return value;
}

/** Epoch seconds stay below this until the year 5138; epoch milliseconds pass it in 1973. */
const EPOCH_SECONDS_MAX = 1e11;
/** Milliseconds until the year 2286 and all seconds fit; more digits are microseconds, which would be taken for other moments. */
const EPOCH_NUMBER = /^\d{9,13}(\.\d+)?$/;

/** Epoch milliseconds of a timestamp's text; null when it is none. */
function timestampMs(text: string): number | null {
  if (EPOCH_NUMBER.test(text)) {
    const number = Number(text);
    return Math.round(number < EPOCH_SECONDS_MAX ? number * 1_000 : number);
  }
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (match === null) return null;
  const [, date = "", time = "00:00", zone] = match;
  const ms = Date.parse(`${date}T${time.replace(",", ".")}${zoneOf(zone)}`);
  return Number.isNaN(ms) || !isDay(date) ? null : ms;
}

/** Date.parse takes February 30 for March 2. */
function isDay(date: string): boolean {
  return new Date(Date.parse(date)).toISOString().startsWith(date);
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined) return "Z";
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
}

/** Enough of a cell to find it, without what could disturb a terminal. */
function excerpt(cell: string): string {
  return cell.replace(/[^\x20-\x7e]/g, "?").slice(0, 40);
}
