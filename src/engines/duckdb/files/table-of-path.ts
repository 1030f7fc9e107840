import type { RawTable } from "../../../domain/raw-table.ts";

export type FileFormat = "parquet" | "json" | "csv";

/** A compression codec's name may stand before the extension of a Parquet file (`part-0.snappy.parquet`). */
const EXTENSIONS: readonly { readonly pattern: RegExp; readonly format: FileFormat }[] = [
  { pattern: /(\.(snappy|zstd|gz|gzip|lz4|brotli))?\.parquet$/i, format: "parquet" },
  { pattern: /\.(ndjson|jsonl|json)(\.gz)?$/i, format: "json" },
  { pattern: /\.csv(\.gz)?$/i, format: "csv" },
];

/** `[catalog.]schema.table` */
const TABLE_NAME = /^([a-z_][a-z0-9_-]*\.)?[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/i;

/** What a file's place says about it. */
export interface PathReading {
  /** Null: by its extension, no telemetry. */
  readonly format: FileFormat | null;
  /** Named by a folder or by the file; null when neither is a table that is read. */
  readonly table: RawTable | null;
  /** A table's name that is not among those read; null when there is none. */
  readonly otherTable: string | null;
  /** `key=value` folders below the table's folder, decoded; null for Hive's name of NULL. */
  readonly partition: Readonly<Record<string, string | null>>;
}

/** Reads paths for a set of tables, each known by its full name and by `schema.table`, in any case. */
export function pathReader(tables: readonly RawTable[], folderName: string): (name: string) => PathReading {
  const byName = new Map<string, RawTable>();
  for (const table of tables) {
    const fullName = table.table.toLowerCase();
    byName.set(fullName, table);
    byName.set(fullName.split(".").slice(-2).join("."), table);
  }
  return (name) => {
    const parts = [folderName, ...name.split("/")];
    const fileName = parts.pop() ?? "";
    const extension = EXTENSIONS.find(({ pattern }) => pattern.test(fileName));
    const stem = extension === undefined ? fileName : fileName.replace(extension.pattern, "");
    const places = [...parts, stem].map((part) => part.toLowerCase());
    const place = places.findLastIndex((part) => byName.has(part));
    return {
      format: extension?.format ?? null,
      table: byName.get(places[place] ?? "") ?? null,
      otherTable: place >= 0 ? null : (places.findLast((part) => TABLE_NAME.test(part)) ?? null),
      partition: place >= 0 ? partitionOf(parts.slice(place + 1)) : {},
    };
  };
}

/** How Hive and Spark spell NULL in a folder's name. */
export const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

function partitionOf(folders: readonly string[]): Readonly<Record<string, string | null>> {
  const entries = folders
    .map((folder) => /^([^=]+)=(.*)$/.exec(folder))
    .filter((match) => match !== null)
    .map(([, key, value]): [string, string | null] => [
      (key ?? "").toLowerCase(),
      value === NULL_PARTITION ? null : decoded(value ?? ""),
    ]);
  return Object.fromEntries(entries);
}

/** Bytes of UTF-8, as DuckDB's `url_decode` reads them; percent signs that escape nothing stay as they are. */
function decoded(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
