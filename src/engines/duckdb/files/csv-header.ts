import { OBJECT_BYTES_MAX } from "./split-text.ts";
import { type Encoding, textBytes } from "./text-bytes.ts";

export interface CsvHeader {
  readonly delimiter: string;
  /** Spark escapes a quote by a backslash, everybody else by doubling it. */
  readonly escape: '"' | "\\";
  /** Names as they stand in the first line. */
  readonly columns: readonly string[];
}

export interface CsvSample {
  readonly encoding: Encoding;
  /** Null when the file has no first line. */
  readonly header: CsvHeader | null;
}

/** Bytes looked at to tell how quotes are escaped. */
const SAMPLE_BYTES = 65_536;

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Reads the first line of a CSV file and how it escapes quotes. @throws the file system's error. */
export async function sampleCsv(path: string, signal: AbortSignal): Promise<CsvSample> {
  let encoding: Encoding = "utf-8";
  let text = "";
  const options = { signal, onDamage: () => {}, onEncoding: (found: Encoding) => (encoding = found) };
  for await (const chunk of textBytes(path, options)) {
    text += chunk.toString("utf8");
    if (text.length >= OBJECT_BYTES_MAX || (text.length >= SAMPLE_BYTES && /\n/.test(text))) break;
  }
  const firstLine = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? "";
  if (firstLine.trim() === "") return { encoding, header: null };
  const delimiter = mostFrequent(firstLine);
  return { encoding, header: { delimiter, escape: escapeOf(text), columns: namesOf(firstLine, delimiter) } };
}

function mostFrequent(line: string): string {
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** JSON text in a field starts with `{""` or `{\"`, by the writer's way of escaping. */
function escapeOf(text: string): CsvHeader["escape"] {
  return /[{,:[]\s*\\"/.test(text) && !/[{[]\s*""/.test(text) ? "\\" : '"';
}

function namesOf(line: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const end = quoted === null ? rest.indexOf(delimiter) : rest.indexOf(delimiter, quoted[0].length);
    const field = end < 0 ? rest : rest.slice(0, end);
    names.push(quoted?.[1] === undefined ? field.trim() : quoted[1].replaceAll('""', '"'));
    if (end < 0) return names;
    rest = rest.slice(end + delimiter.length);
  }
}
