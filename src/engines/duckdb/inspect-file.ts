import { access, constants } from "node:fs/promises";
import type { RawTable } from "../../domain/raw-table.ts";
import { fileProblem, isFileProblem } from "../define-file-problem.ts";
import type { Database, Limits } from "./database.ts";
import { checkGzip } from "./files/check-gzip.ts";
import { sampleCsv } from "./files/csv-header.ts";
import type { FoundFile } from "./files/discover-files.ts";
import type { PathReading } from "./files/table-of-path.ts";
import { isGzip } from "./files/text-bytes.ts";
import { inspectParquet } from "./inspect-parquet.ts";
import { inspectText, type KnownForm, lacking, missingColumns, partitionOf } from "./inspect-text.ts";
import type { Inspection } from "./inspection.ts";

export interface Inspector {
  readonly database: Database;
  readonly forms: readonly KnownForm[];
  readonly limits: Limits;
}

/** Looks at one file, as little of it as tells how to read it. @throws ENGINE_FAILED when canceled. */
export async function inspectFile(
  file: FoundFile,
  place: PathReading,
  inspector: Inspector,
): Promise<Inspection> {
  try {
    if (place.format === null) return { kind: "ignored" };
    if (place.format === "json")
      return await inspectText(file, place, { forms: inspector.forms, signal: inspector.limits.signal });
    const table = place.table;
    if (table === null) return unnamed(place);
    if (place.format === "csv") return await inspectCsv(file, { ...place, table }, inspector.limits.signal);
    // DuckDB would say of a file that may not be read what it says of one that is no Parquet.
    await access(file.path, constants.R_OK);
    return await inspector.database.run(`inspect ${table.table}`, inspector.limits, (connection) =>
      inspectParquet(connection, file, { ...place, table }),
    );
  } catch (error) {
    if (!isFileProblem(error)) throw error;
    return {
      kind: "skipped",
      table: place.table,
      reason: `cannot be read: ${fileProblem(error)}`,
      rowCount: null,
      missingColumns: [],
    };
  }
}

function unnamed(place: PathReading): Inspection {
  if (place.otherTable !== null) return { kind: "other_table", name: place.otherTable };
  return {
    kind: "skipped",
    table: null,
    reason: "no known form: neither the file nor a folder is named `<schema>.<table>`",
    rowCount: null,
    missingColumns: [],
  };
}

async function inspectCsv(
  file: FoundFile,
  place: PathReading & { readonly table: RawTable },
  signal: AbortSignal,
): Promise<Inspection> {
  const { table } = place;
  const { encoding, header } = await sampleCsv(file.path, signal);
  if (header === null) return { kind: "empty", table };
  const present = Object.fromEntries(header.columns.map((name) => [name.toLowerCase(), name]));
  const missing = missingColumns(table, { ...place.partition, ...present });
  if (missing.length > 0) return lacking(table, missing);
  const damage = (await isGzip(file.path)) ? await checkGzip(file.path, signal) : null;
  const declared = Object.keys(table.columns);
  const seen = declared.filter((name) => present[name.toLowerCase()] !== undefined);
  const partition = partitionOf(table, place, Object.fromEntries(seen.map((name) => [name, name])));
  return {
    kind: "convert",
    tableFile: { file, table, partition },
    conversion: { kind: "csv", header, isDecoded: damage !== null || encoding !== "utf-8" },
    columns: {
      seen: [...seen, ...Object.keys(partition)],
      unknown: header.columns.filter(
        (name) => !declared.some((column) => column.toLowerCase() === name.toLowerCase()),
      ),
    },
  };
}
