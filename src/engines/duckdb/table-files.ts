import type { RawTable } from "../../domain/raw-table.ts";
import type { NotAssessed, SkippedInput } from "../../ports/telemetry.ts";
import { joinSql, type Sql } from "../../sql/sql.ts";
import { convertedSelect, emptySelect, inPlaceSelect } from "./read-source.ts";
import type { InPlace, TableFile } from "./table-input.ts";

/** A file that is read where it lies. */
export interface InPlaceFile {
  readonly tableFile: TableFile;
  readonly how: InPlace;
}

/** The files of one raw table and what became of them. */
export interface TableFiles {
  readonly table: RawTable;
  readonly fileCount: number;
  readonly byteCount: number;
  readonly skipped: readonly SkippedInput[];
  readonly inPlace: readonly InPlaceFile[];
  /** Counts a file of the table, readable or not. */
  count(byteCount: number): void;
  see(columns: { readonly seen: readonly string[]; readonly unknown: readonly string[] }): void;
  skip(skipped: SkippedInput, missingColumns?: readonly string[]): void;
  addInPlace(file: InPlaceFile): void;
  /** Takes a file out of what is read in place. */
  removeInPlace(path: string): void;
  addConverted(path: string, rowCount: number): void;
  /** SELECT of the declared columns over all files. */
  select(): Sql;
  unknownColumns(): readonly string[];
  absentColumns(): readonly string[];
  notAssessed(): NotAssessed | null;
  /** What a first look at the rows said. */
  isEmpty: boolean;
  /** Whether the files are others than those of the table's view. */
  isChanged: boolean;
}

export function tableFiles(table: RawTable): TableFiles {
  const inPlace = new Map<string, InPlaceFile>();
  const converted: { readonly path: string; readonly rowCount: number }[] = [];
  const skipped: SkippedInput[] = [];
  const seen = new Set<string>();
  const unknown = new Set<string>();
  const missing = new Set<string>();
  let fileCount = 0;
  let byteCount = 0;
  const files: TableFiles = {
    table,
    get fileCount() {
      return fileCount;
    },
    get byteCount() {
      return byteCount;
    },
    skipped,
    get inPlace() {
      return [...inPlace.values()];
    },
    count(bytes) {
      fileCount += 1;
      byteCount += bytes;
    },
    see(columns) {
      for (const name of columns.seen) seen.add(name);
      for (const name of columns.unknown) unknown.add(name);
    },
    skip(input, missingColumns = []) {
      skipped.push(input);
      for (const name of missingColumns) missing.add(name);
    },
    addInPlace(file) {
      inPlace.set(file.tableFile.file.path, file);
      files.isChanged = true;
    },
    removeInPlace(path) {
      inPlace.delete(path);
      files.isChanged = true;
    },
    addConverted(path, rowCount) {
      converted.push({ path, rowCount });
      files.isChanged = true;
    },
    select: () =>
      selectOf(
        table,
        [...inPlace.values()],
        converted.map(({ path }) => path),
      ),
    unknownColumns: () => [...unknown].sort(),
    absentColumns: () => Object.keys(table.columns).filter((name) => !seen.has(name)),
    notAssessed: () => reasonOf(),
    isEmpty: false,
    isChanged: true,
  };

  function reasonOf(): NotAssessed | null {
    if (fileCount === 0) return { kind: "missing", text: `no file of \`${table.table}\` is in the folder` };
    const hasRows = inPlace.size > 0 ? !files.isEmpty : converted.some(({ rowCount }) => rowCount > 0);
    if (hasRows) return null;
    if (missing.size > 0) return { kind: "columns_missing", text: missingText([...missing]) };
    const hasLost = skipped.some(({ rowCount }) => rowCount === null || rowCount > 0);
    if (!hasLost) return { kind: "empty", text: `the files of \`${table.table}\` hold no row` };
    return { kind: "unreadable", text: `no row of \`${table.table}\` could be read` };
  }

  return files;
}

function missingText(names: readonly string[]): string {
  const list = names.map((name) => `\`${name}\``).join(", ");
  return `required ${names.length === 1 ? "column" : "columns"} ${list} ${names.length === 1 ? "is" : "are"} not there`;
}

/** One SELECT for files that are read the same way, all of them together. */
function selectOf(table: RawTable, inPlace: readonly InPlaceFile[], converted: readonly string[]): Sql {
  const groups = new Map<string, { readonly how: InPlace; readonly paths: string[] }>();
  for (const { tableFile, how } of inPlace) {
    const signature = signatureOf(how);
    const group = groups.get(signature) ?? { how, paths: [] };
    groups.set(signature, group);
    group.paths.push(tableFile.file.path);
  }
  const selects = [...groups.values()].map(({ how, paths }) => inPlaceSelect(table, how, paths));
  if (converted.length > 0) selects.push(convertedSelect(table, converted));
  return selects.length === 0 ? emptySelect(table) : joinSql(selects, "\nUNION ALL\n");
}

/** The same text for files that one reader can read together. */
function signatureOf(how: InPlace): string {
  if (how.kind === "lines")
    return JSON.stringify([how.kind, how.isGzip, how.form?.id, how.spelling, how.partitionColumns]);
  const columns = Object.entries(how.columns).map(([name, column]) => [
    name,
    column.name,
    column.type.toString(),
  ]);
  return JSON.stringify([how.kind, columns, how.partitionColumns]);
}
