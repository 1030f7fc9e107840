import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { AUDIT_TABLE } from "./audit-log.ts";
import { deliveredRecord } from "./delivered-record.ts";
import type { Sample } from "./generate-sample.ts";
import type { Row } from "./telemetry.ts";

/** Rows of one file of an exported table: Spark writes several, so the sample does. */
const FILE_ROW_COUNT = 40_000;
/** Level 6 takes three times as long as 3 for a tenth less. */
const GZIP_LEVEL = 3;
/** Says that the folder holds no real row; also how a script knows that it may replace the folder. */
export const SAMPLE_NOTE_FILE = "SAMPLE.txt";
const NOTE = `This folder holds sample telemetry of an invented account, made by a seeded script. No row is real.\n`;

/** What was written, for the reader. */
export interface WrittenSample {
  readonly fileCount: number;
  readonly byteCount: number;
  readonly rowCount: number;
}

/**
 * Writes a sample as an export would: nested tables as gzip NDJSON in several files, flat ones as CSV, and the second
 * workspace's audit log in the form in which it is delivered to a bucket.
 */
export async function writeSample(folder: string, sample: Sample): Promise<WrittenSample> {
  const files = [...sampleFiles(sample), { path: SAMPLE_NOTE_FILE, bytes: Buffer.from(NOTE), rowCount: 0 }];
  for (const { path, bytes } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  return {
    fileCount: files.length,
    byteCount: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    rowCount: files.reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

interface SampleFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly rowCount: number;
}

function sampleFiles({ telemetry, world }: Sample): readonly SampleFile[] {
  const delivered = world.workspaceIds[1];
  return telemetry.tables().flatMap((table) => {
    const rows = telemetry.rows(table);
    if (table !== AUDIT_TABLE) return isFlat(rows) ? [csvFile(table, rows)] : ndjsonFiles(table, rows);
    return [
      ...ndjsonFiles(
        table,
        rows.filter((row) => row["workspace_id"] !== delivered),
      ),
      ...deliveredFiles(
        delivered,
        rows.filter((row) => row["workspace_id"] === delivered),
      ),
    ];
  });
}

function isFlat(rows: readonly Row[]): boolean {
  return rows.every((row) => Object.values(row).every((value) => typeof value !== "object"));
}

function ndjsonFiles(table: string, rows: readonly Row[]): readonly SampleFile[] {
  const parts = chunksOf(rows, FILE_ROW_COUNT);
  return parts.map((part, index) => ({
    path: parts.length === 1 ? `${table}.json.gz` : `${table}/part-${String(index).padStart(5, "0")}.json.gz`,
    bytes: gzipSync(ndjson(part), { level: GZIP_LEVEL }),
    rowCount: part.length,
  }));
}

function csvFile(table: string, rows: readonly Row[]): SampleFile {
  const columns = columnsOf(rows);
  const lines = rows.map((row) => columns.map((column) => csvCell(row[column])).join(","));
  return {
    path: `${table}.csv`,
    bytes: Buffer.from(`${[columns.join(","), ...lines].join("\n")}\n`),
    rowCount: rows.length,
  };
}

function columnsOf(rows: readonly Row[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column in row) columns.add(column);
  return [...columns];
}

/** RFC 4180: quoted where it has to be. */
function csvCell(value: unknown): string {
  const text = value === undefined ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function deliveredFiles(workspaceId: string, rows: readonly Row[]): readonly SampleFile[] {
  const byDate = new Map<string, Row[]>();
  for (const row of rows) {
    const date = String(row["event_date"]);
    const day = byDate.get(date);
    if (day === undefined) byDate.set(date, [row]);
    else day.push(row);
  }
  return [...byDate].map(([date, day]) => ({
    path: `delivered/workspaceId=${workspaceId}/date=${date}/auditlogs_${date.replaceAll("-", "")}.json`,
    bytes: Buffer.from(ndjson(day.map(deliveredRecord))),
    rowCount: day.length,
  }));
}

function ndjson(rows: readonly unknown[]): string {
  return `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
}

function chunksOf<Item>(items: readonly Item[], itemCount: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / itemCount) }, (_, index) =>
    items.slice(index * itemCount, (index + 1) * itemCount),
  );
}
