import { access, constants, rm } from "node:fs/promises";
import { join } from "node:path";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { SkippedInput } from "../../ports/telemetry.ts";
import { fileProblem, isDiskFull, isFileProblem } from "../define-file-problem.ts";
import { csvSource, parquetSource, textSource } from "./checked-source.ts";
import { csvRejects } from "./csv-rejects.ts";
import type { Database, Limits } from "./database.ts";
import { cleanText } from "./files/clean-text.ts";
import { decodeText } from "./files/decode-text.ts";
import { type Loss, lossText } from "./files/loss.ts";
import { type CheckedSource, loadChecked } from "./load-checked.ts";
import { isFileFault } from "./query-failed.ts";
import type { Conversion, TableFile } from "./table-input.ts";

export interface ConvertOptions {
  readonly database: Database;
  readonly limits: Limits;
  readonly workDirectory: string;
  /** Part of the names of files written; different at every call. */
  readonly id: number;
  /** Rows that the file is known to hold, to be told when none can be read. */
  readonly knownRowCount: number | null;
}

export interface Converted {
  /** A Parquet file with exactly the declared columns. */
  readonly path: string;
  readonly rowCount: number;
  readonly skipped: readonly SkippedInput[];
}

/**
 * Turns a file that DuckDB cannot read as it lies into one that it can: every row that can be read is in it once, every
 * other is counted. A file of which nothing can be read gives no row.
 * @throws ENGINE_FAILED when the work directory is full, the memory does not suffice or the work was canceled.
 */
export async function convertFile(
  tableFile: TableFile,
  conversion: Conversion,
  options: ConvertOptions,
): Promise<Converted> {
  const target = join(options.workDirectory, `converted-${options.id}.parquet`);
  const intermediate = join(options.workDirectory, `intermediate-${options.id}`);
  try {
    const prepared = await prepare(tableFile, conversion, { intermediate, signal: options.limits.signal });
    const unit = unitOf(conversion);
    const hasRejects = conversion.kind === "csv";
    const loaded = await load(prepared.source, { ...options, target, hasRejects, unit });
    return {
      path: target,
      rowCount: loaded.rowCount,
      skipped: [...prepared.losses, ...loaded.losses].map(({ reason, count, positions }) => ({
        file: tableFile.file.name,
        reason: lossText({ reason, count, positions }, unit),
        rowCount: count,
      })),
    };
  } catch (error) {
    if (!isFileProblem(error)) throw error;
    if (isDiskFull(error)) throw workDirectoryFull(error);
    const skipped: SkippedInput = {
      file: tableFile.file.name,
      reason: `cannot be read: ${fileProblem(error)}`,
      rowCount: options.knownRowCount,
    };
    return { path: target, rowCount: 0, skipped: [skipped] };
  } finally {
    await rm(intermediate, { force: true });
  }
}

function workDirectoryFull(cause: unknown): GatehouseError {
  return new GatehouseError("ENGINE_FAILED", {
    message: "the work directory is full: give one with more space, or remove the files that need conversion",
    cause,
  });
}

function unitOf(conversion: Conversion): string {
  if (conversion.kind !== "text") return "row";
  return conversion.layout === "lines" ? "line" : "object";
}

interface Prepared {
  readonly source: CheckedSource;
  readonly losses: readonly Loss[];
}

async function prepare(
  tableFile: TableFile,
  conversion: Conversion,
  { intermediate, signal }: { readonly intermediate: string; readonly signal: AbortSignal },
): Promise<Prepared> {
  const path = tableFile.file.path;
  // DuckDB would say of a file that is gone or closed what it says of a damaged one.
  await access(path, constants.R_OK);
  if (conversion.kind === "parquet")
    return { source: parquetSource(tableFile, conversion, path), losses: [] };
  if (conversion.kind === "text") {
    const losses = await cleanText({ path, layout: conversion.layout, target: intermediate, signal });
    return { source: textSource(tableFile, conversion, intermediate), losses };
  }
  if (!conversion.isDecoded) return { source: csvSource(tableFile, conversion, path), losses: [] };
  const damage = await decodeText(path, intermediate, signal);
  const losses =
    damage === null ? [] : [{ reason: `${damage}: what follows is lost`, count: null, positions: [] }];
  return { source: csvSource(tableFile, conversion, intermediate), losses };
}

interface Loaded {
  readonly rowCount: number;
  readonly losses: readonly Loss[];
}

function load(
  source: CheckedSource,
  options: ConvertOptions & {
    readonly target: string;
    readonly hasRejects: boolean;
    readonly unit: string;
  },
): Promise<Loaded> {
  const { database, limits, target, hasRejects, knownRowCount, unit } = options;
  return database.run(`convert ${source.table.table}`, limits, async (connection) => {
    try {
      const { rowCount, rejected, nulled } = await loadChecked(connection, source, target);
      const rejects = hasRejects ? await csvRejects(connection) : [];
      const asNull = nulled.map(
        (loss): Loss => ({
          reason: lossText({ ...loss, reason: `${loss.reason}, read as NULL` }, unit),
          count: 0,
          positions: [],
        }),
      );
      return { rowCount, losses: [...rejects, ...(rejected === null ? [] : [rejected]), ...asNull] };
    } catch (error) {
      if (!isFileFault(error)) throw error;
      return {
        rowCount: 0,
        losses: [{ reason: "its data are damaged", count: knownRowCount, positions: [] }],
      };
    }
  });
}
