import type { ErrorCode } from "../../domain/error-codes.ts";
import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import type { FolderNotes, SkippedInput } from "../../ports/telemetry.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import type { FoundFile } from "./files/discover-files.ts";
import type { Inspection } from "./inspection.ts";
import { rendered } from "./statement.ts";
import { type TableFiles, tableFiles } from "./table-files.ts";
import type { Conversion, TableFile } from "./table-input.ts";

/** A file that is to be converted before anything is read. */
export interface WaitingFile {
  readonly tableFile: TableFile;
  readonly conversion: Conversion;
}

/** The raw tables of a folder and the files of each. */
export interface FolderTables {
  readonly all: readonly TableFiles[];
  /** Anything skipped is an error. */
  readonly isStrict: boolean;
  readonly notes: FolderNotes;
  readonly waiting: readonly WaitingFile[];
  filesOf(table: RawTable): TableFiles;
  /** Those whose raw tables the text of a statement names. */
  namedIn(text: string): readonly TableFiles[];
  /** Sorts one file in. Converts nothing. @throws SOURCE_* when strict and something is skipped. */
  sortIn(file: FoundFile, inspection: Inspection): void;
  ignore(names: readonly string[]): void;
  /** @throws SOURCE_FILE_UNREADABLE when strict. */
  skip(skipped: SkippedInput): void;
}

export function folderTables(tables: readonly RawTable[], isStrict: boolean): FolderTables {
  const byName = new Map(tables.map((table) => [table.table, tableFiles(table)]));
  const skipped: SkippedInput[] = [];
  const ignored: string[] = [];
  const otherTables = new Set<string>();
  const waiting: WaitingFile[] = [];

  function filesOf(table: RawTable): TableFiles {
    const files = byName.get(table.table);
    invariant(files !== undefined, `table \`${table.table}\` is one of those that are read`);
    return files;
  }

  function sortReadable(
    file: FoundFile,
    inspection: Extract<Inspection, { readonly kind: "in_place" | "convert" }>,
  ): void {
    const files = filesOf(inspection.tableFile.table);
    files.count(file.byteCount);
    files.see(inspection.columns);
    if (inspection.kind === "convert") waiting.push(inspection);
    else {
      files.addInPlace(inspection);
      for (const reason of inspection.unreadable ?? [])
        files.skip({ file: file.name, reason: `${reason}: read as NULL`, rowCount: 0 });
    }
  }

  function sortSkipped(
    file: FoundFile,
    { table, reason, rowCount, missingColumns }: Extract<Inspection, { readonly kind: "skipped" }>,
  ): void {
    const input: SkippedInput = { file: file.name, reason, rowCount };
    if (isStrict)
      throw skipError(missingColumns.length > 0 ? "SOURCE_COLUMN_MISSING" : "SOURCE_FILE_UNREADABLE", input);
    if (table === null) skipped.push(input);
    else {
      filesOf(table).count(file.byteCount);
      filesOf(table).skip(input, missingColumns);
    }
  }

  const all = [...byName.values()];
  return {
    all,
    isStrict,
    waiting,
    get notes() {
      return { skipped, ignored, otherTables: [...otherTables].sort() };
    },
    filesOf,
    namedIn: (text) =>
      all.filter(({ table }) => text.includes(rendered(duckdbDialect.rawTable(table.table)).text)),
    sortIn(file, inspection) {
      if (inspection.kind === "in_place" || inspection.kind === "convert") sortReadable(file, inspection);
      else if (inspection.kind === "skipped") sortSkipped(file, inspection);
      else if (inspection.kind === "empty") filesOf(inspection.table).count(file.byteCount);
      else if (inspection.kind === "other_table") otherTables.add(inspection.name);
      else ignored.push(file.name);
    },
    ignore: (names) => void ignored.push(...names),
    skip(input) {
      if (isStrict) throw skipError("SOURCE_FILE_UNREADABLE", input);
      skipped.push(input);
    },
  };
}

/** What was skipped, as an error of a strict run. */
export function skipError(code: ErrorCode, { file, reason }: SkippedInput): GatehouseError {
  return new GatehouseError(code, { message: `\`${file}\`: ${reason}` });
}
