import { convertFile } from "./convert-file.ts";
import type { Database, Limits } from "./database.ts";
import { type FolderTables, skipError } from "./folder-tables.ts";
import type { Conversion, TableFile } from "./table-input.ts";

/**
 * Converts one file and adds the result to its table.
 * @throws ENGINE_FAILED; when strict, SOURCE_ROWS_SKIPPED for rows that were lost, SOURCE_FILE_UNREADABLE for all of them.
 */
export type Converter = (
  tableFile: TableFile,
  conversion: Conversion,
  options: {
    readonly limits: Limits;
    /** Rows that the file is known to hold. */
    readonly knownRowCount: number | null;
  },
) => Promise<void>;

export function converterInto(
  tables: FolderTables,
  { database, workDirectory }: { readonly database: Database; readonly workDirectory: string },
): Converter {
  let conversionCount = 0;
  return async (tableFile, conversion, { limits, knownRowCount }) => {
    conversionCount += 1;
    const id = conversionCount;
    const converted = await convertFile(tableFile, conversion, {
      database,
      limits,
      workDirectory,
      id,
      knownRowCount,
    });
    const first = converted.skipped[0];
    if (tables.isStrict && first !== undefined)
      throw skipError(converted.rowCount > 0 ? "SOURCE_ROWS_SKIPPED" : "SOURCE_FILE_UNREADABLE", first);
    const files = tables.filesOf(tableFile.table);
    if (converted.rowCount > 0) files.addConverted(converted.path, converted.rowCount);
    for (const input of converted.skipped) files.skip(input);
  };
}
