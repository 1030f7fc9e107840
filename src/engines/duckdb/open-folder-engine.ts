import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import type { DurationMs } from "../../domain/units.ts";
import type { Engine } from "../../ports/engine.ts";
import type { FolderNotes, RawTableCoverage } from "../../ports/telemetry.ts";
import { sql } from "../../sql/sql.ts";
import { fileProblem } from "../define-file-problem.ts";
import { type Converter, converterInto } from "./converter.ts";
import { type Database, type Limits, openDatabase, UNLIMITED } from "./database.ts";
import { databaseFile } from "./database-file.ts";
import { duckdbEngine } from "./duckdb-engine.ts";
import { type Discovery, discoverFiles } from "./files/discover-files.ts";
import { pathReader } from "./files/table-of-path.ts";
import { type FolderTables, folderTables } from "./folder-tables.ts";
import { inspectFile } from "./inspect-file.ts";
import { knownForms } from "./inspect-text.ts";
import { mending } from "./mending.ts";
import { rawTableCoverage } from "./raw-table-coverage.ts";
import { runStatement } from "./statement.ts";

export interface FolderEngineOptions {
  readonly directory: string;
  readonly tables: readonly RawTable[];
  /** Where the database, spilled results and converted files go, in a folder of their own; the system's by default. */
  readonly workDirectory?: string;
  /** Of the database; the program itself takes some hundred megabytes more. */
  readonly memoryLimitBytes?: number;
  readonly threadCount?: number;
  /** Anything that would be skipped and counted is an error. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FolderProgress) => void;
}

export interface FolderProgress {
  /** inspect: a look at every file. convert: files that cannot be read as they lie. mend: files that turned out bad. */
  readonly phase: "inspect" | "convert" | "mend";
  /** Null while files are not sorted to tables. */
  readonly table: string | null;
  readonly fileCount: number;
  readonly filesDone: number;
}

/** An engine over a folder of telemetry, and what is known of its files. */
export interface FolderEngine {
  /** Its `close` removes what was written beside the folder, too. */
  readonly engine: Engine;
  /** What was found that belongs to no table. */
  readonly notes: FolderNotes;
  /**
   * What was read of each raw table. Complete once every relation is defined, because bad rows are found when they are
   * read. Cost: a pass over the files of tables that tell arrival or whose relation does not collapse.
   * @throws ENGINE_FAILED, ENGINE_TIMEOUT
   */
  coverage(signal: AbortSignal): Promise<readonly RawTableCoverage[]>;
}

const MEMORY_LIMIT_BYTES = 2_000_000_000;
/** Longest pass over one raw table for its coverage. */
const COVERAGE_TIMEOUT_MS = (60 * 60_000) as DurationMs;

/**
 * Opens a folder of exported tables and delivered audit logs as raw tables.
 *
 * Parquet and lines of JSON are read where they lie, once, when a relation is defined; other forms are converted first.
 * What cannot be read is skipped and counted, or is an error when `isStrict`. A table without files is an empty table.
 *
 * @throws SOURCE_FOLDER_UNREADABLE; SOURCE_NOTHING_FOUND when no file belongs to a table; SOURCE_FILE_UNREADABLE,
 * SOURCE_ROWS_SKIPPED and SOURCE_COLUMN_MISSING when strict; ENGINE_FAILED when the database cannot be opened or
 * `signal` is aborted. Cost: a look at the start of every file, all of a compressed one.
 */
export async function openFolderEngine(options: FolderEngineOptions): Promise<FolderEngine> {
  try {
    const discovery = await discoverFiles(options.directory, options.signal);
    const workDirectory = await makeWorkDirectory(options.workDirectory ?? tmpdir());
    try {
      return await openIn(workDirectory, discovery, options);
    } catch (error) {
      await rm(workDirectory, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    if (!options.signal.aborted) throw error;
    throw new GatehouseError("ENGINE_FAILED", {
      message: `opening folder \`${options.directory}\` was canceled`,
    });
  }
}

async function makeWorkDirectory(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, "gatehouse-"));
  } catch (error) {
    throw new GatehouseError("ENGINE_FAILED", {
      message: `work directory \`${parent}\` cannot be used: ${fileProblem(error)}`,
      cause: error,
    });
  }
}

async function openIn(
  workDirectory: string,
  discovery: Discovery,
  options: FolderEngineOptions,
): Promise<FolderEngine> {
  const memoryLimitBytes = options.memoryLimitBytes ?? MEMORY_LIMIT_BYTES;
  const database = await openDatabase({
    file: databaseFile(discovery.files, { memoryLimitBytes, workDirectory }),
    memoryLimitBytes,
    threadCount: options.threadCount ?? availableParallelism(),
    spillDirectory: join(workDirectory, "spill"),
    allowedDirectories: [discovery.directory, workDirectory],
  });
  try {
    const tables = folderTables(options.tables, options.isStrict);
    const convert = converterInto(tables, { database, workDirectory });
    const opening: Opening = { ...options, database, workDirectory, convert };
    await sortFilesIn(tables, discovery, opening);
    await convertWaiting(tables, opening);
    return await engineOver(tables, opening);
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Opening = Omit<FolderEngineOptions, "workDirectory"> & {
  readonly database: Database;
  readonly workDirectory: string;
  readonly convert: Converter;
};

/** Files looked at together: enough to keep the threads busy that read and decompress beside this one. */
const INSPECTED_TOGETHER_COUNT = 8;

async function sortFilesIn(
  tables: FolderTables,
  { directory, files, skipped, ignored }: Discovery,
  options: Opening,
): Promise<void> {
  const { database, signal, onProgress } = options;
  for (const input of skipped) tables.skip(input);
  tables.ignore(ignored);
  const placeOf = pathReader(options.tables, basename(directory));
  const forms = knownForms(options.tables);
  const inspector = { database, forms, limits: { ...UNLIMITED, signal } };
  const report = (filesDone: number) =>
    onProgress?.({ phase: "inspect", table: null, fileCount: files.length, filesDone });
  for (let start = 0; start < files.length; start += INSPECTED_TOGETHER_COUNT) {
    report(start);
    const together = files.slice(start, start + INSPECTED_TOGETHER_COUNT);
    const sorted = await Promise.all(
      together.map(async (file) => ({
        file,
        inspection: await inspectFile(file, placeOf(file.name), inspector),
      })),
    );
    for (const { file, inspection } of sorted) tables.sortIn(file, inspection);
  }
  report(files.length);
  if (tables.all.every(({ fileCount }) => fileCount === 0))
    throw new GatehouseError("SOURCE_NOTHING_FOUND", {
      message: `folder \`${options.directory}\` holds ${files.length} files, none of a table that is read`,
    });
}

async function convertWaiting(tables: FolderTables, options: Opening): Promise<void> {
  const { waiting } = tables;
  for (const [filesDone, { tableFile, conversion }] of waiting.entries()) {
    const table = tableFile.table.table;
    options.onProgress?.({ phase: "convert", table, fileCount: waiting.length, filesDone });
    await options.convert(tableFile, conversion, {
      limits: { ...UNLIMITED, signal: options.signal },
      knownRowCount: null,
    });
  }
}

async function engineOver(tables: FolderTables, options: Opening): Promise<FolderEngine> {
  const { database, workDirectory, convert, onProgress, signal } = options;
  let mendedCount = 0;
  const reading = mending({
    database,
    tables,
    convert,
    onMend(table) {
      onProgress?.({ phase: "mend", table, fileCount: mendedCount + 1, filesDone: mendedCount });
      mendedCount += 1;
    },
  });
  const limits: Limits = { timeoutMs: COVERAGE_TIMEOUT_MS, signal };
  await database.run("create schema", limits, (connection) =>
    runStatement(connection, sql`CREATE SCHEMA raw`),
  );
  const engine = duckdbEngine(database, reading);
  const coverage = rawTableCoverage({ database, reading, tables });
  await coverage.lookForRows(limits);
  return {
    engine: {
      ...engine,
      defineRelation(relation, relationOptions) {
        if (relation.collapse === null) coverage.countDuplicatesOf(relation.sql);
        return engine.defineRelation(relation, relationOptions);
      },
      async close() {
        await engine.close();
        await rm(workDirectory, { recursive: true, force: true });
      },
    },
    get notes() {
      return tables.notes;
    },
    coverage: (coverageSignal) => coverage.all({ timeoutMs: COVERAGE_TIMEOUT_MS, signal: coverageSignal }),
  };
}
