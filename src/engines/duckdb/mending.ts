import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { sql } from "../../sql/sql.ts";
import type { Converter } from "./converter.ts";
import { type Database, type Limits, UNLIMITED } from "./database.ts";
import type { FolderTables } from "./folder-tables.ts";
import { isFileFault } from "./query-failed.ts";
import { inPlaceSelect } from "./read-source.ts";
import type { Reading } from "./reading.ts";
import { rendered, runStatement } from "./statement.ts";
import type { InPlaceFile, TableFiles } from "./table-files.ts";
import type { Conversion, InPlace } from "./table-input.ts";

/** Failures of one statement up to which only the file that DuckDB names is converted; from then on every file is tried. */
const SINGLE_MEND_COUNT = 3;
/** Failures of one statement after which it fails: every file has been tried, so files are not the cause. */
const MEND_COUNT_MAX = 8;

export interface MendingOptions {
  readonly database: Database;
  readonly tables: FolderTables;
  readonly convert: Converter;
  readonly onMend: (table: string) => void;
}

/**
 * Statements over files that may turn out to be bad: when one fails at a file, that file alone is converted, its bad
 * rows are counted, and the statement runs again. Good files are read once, without a check beforehand.
 */
export function mending(options: MendingOptions): Reading {
  const { database, tables } = options;
  const serially = serializer();
  let mendedCount = 0;

  /** Makes anew the views of tables whose files have changed. Errors are DuckDB's own, for they may name a file. */
  async function refresh(): Promise<void> {
    const changed = tables.all.filter(({ isChanged }) => isChanged);
    if (changed.length === 0) return;
    const operation = await database.begin("define raw tables", UNLIMITED);
    try {
      for (const files of changed) {
        const view = duckdbDialect.rawTable(files.table.table);
        await runStatement(operation.connection, sql`CREATE OR REPLACE VIEW ${view} AS ${files.select()}`);
        files.isChanged = false;
      }
    } finally {
      operation.close();
    }
  }

  async function mend(error: unknown, failed: Failed): Promise<boolean> {
    if (!isFileFault(error) || failed.mendCount > MEND_COUNT_MAX) return false;
    const limits: Limits = { ...UNLIMITED, signal: failed.signal };
    const named = failed.mendCount <= SINGLE_MEND_COUNT ? fileNamedBy(error, tables.all) : null;
    const bad = named === null ? await badFiles(options, failed.text, limits) : [named];
    for (const { files, file } of bad) {
      files.removeInPlace(file.tableFile.file.path);
      options.onMend(files.table.table);
      await options.convert(file.tableFile, conversionOf(file.how), {
        limits,
        knownRowCount: file.how.kind === "parquet" ? file.how.rowCount : null,
      });
    }
    mendedCount += bad.length;
    return bad.length > 0;
  }

  return async ({ part, signal, statement }) => {
    const { text } = rendered(part);
    for (let mendCount = 0; ; ) {
      const seenCount = mendedCount;
      try {
        await serially(refresh);
        return await statement();
      } catch (error) {
        const isMended = await serially(async () => {
          if (mendedCount !== seenCount) return true;
          mendCount += 1;
          return mend(error, { text, signal, mendCount });
        });
        if (!isMended) throw error;
      }
    }
  };
}

interface Failed {
  readonly text: string;
  readonly signal: AbortSignal;
  /** Failures of this statement so far, this one included. */
  readonly mendCount: number;
}

/** Runs what it is given one after the other, whatever becomes of each. */
function serializer(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => null);
    return result;
  };
}

interface BadFile {
  readonly files: TableFiles;
  readonly file: InPlaceFile;
}

/** The file that DuckDB's message names; the longest path, because one may be the beginning of another. */
function fileNamedBy(error: unknown, tables: readonly TableFiles[]): BadFile | null {
  const message = error instanceof Error ? error.message : "";
  let found: BadFile | null = null;
  for (const files of tables) {
    for (const file of files.inPlace) {
      const path = file.tableFile.file.path;
      const isLonger = found === null || path.length > found.file.tableFile.file.path.length;
      if (isLonger && message.includes(path)) found = { files, file };
    }
  }
  return found;
}

/** Reads every file of the tables that `text` names, each on its own and in full; those that fail. */
async function badFiles(
  { database, tables }: MendingOptions,
  text: string,
  limits: Limits,
): Promise<readonly BadFile[]> {
  const bad: BadFile[] = [];
  for (const files of tables.namedIn(text)) {
    for (const file of files.inPlace) {
      const isGood = await database.run(`try ${files.table.table}`, limits, async (connection) => {
        const select = inPlaceSelect(files.table, file.how, [file.tableFile.file.path]);
        try {
          await runStatement(connection, sql`SELECT max(hash(COLUMNS(*))) FROM (${select}) AS tried`);
          return true;
        } catch (error) {
          if (!isFileFault(error)) throw error;
          return false;
        }
      });
      if (!isGood) bad.push({ files, file });
    }
  }
  return bad;
}

function conversionOf(how: InPlace): Conversion {
  return how.kind === "parquet"
    ? { kind: "parquet", columns: how.columns }
    : { kind: "text", layout: "lines", form: how.form, spelling: how.spelling };
}
