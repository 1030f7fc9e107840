import type { DuckDBType } from "@duckdb/node-api";
import type { DeliveredForm, RawTable } from "../../domain/raw-table.ts";
import type { CsvHeader } from "./files/csv-header.ts";
import type { FoundFile } from "./files/discover-files.ts";
import type { TextLayout } from "./files/sample-text.ts";

/** A column of a Parquet file that is read as a declared column. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** How DuckDB reads a file where it lies. */
export type InPlace =
  | {
      readonly kind: "lines";
      readonly isGzip: boolean;
      /** Null: rows as exported. */
      readonly form: DeliveredForm | null;
      /** The file's spelling of each declared column that it has or may have. */
      readonly spelling: Readonly<Record<string, string>>;
      /** Declared columns whose value is in the path (`key=value` folders), not in the file. */
      readonly partitionColumns: readonly string[];
    }
  | {
      readonly kind: "parquet";
      /** By declared column; absent columns are left out. */
      readonly columns: Readonly<Record<string, ParquetColumn>>;
      readonly partitionColumns: readonly string[];
      readonly rowCount: number;
    };

/** How a file that DuckDB cannot read where it lies is turned into one that it can. */
export type Conversion =
  | {
      readonly kind: "text";
      readonly layout: TextLayout;
      readonly form: DeliveredForm | null;
      readonly spelling: Readonly<Record<string, string>>;
    }
  /** `isDecoded`: its text is decompressed and decoded first, because DuckDB cannot. */
  | { readonly kind: "csv"; readonly header: CsvHeader; readonly isDecoded: boolean }
  | { readonly kind: "parquet"; readonly columns: Readonly<Record<string, ParquetColumn>> };

/** A file that belongs to a table. */
export interface TableFile {
  readonly file: FoundFile;
  readonly table: RawTable;
  /** Values by declared column that the path states; null for NULL. */
  readonly partition: Readonly<Record<string, string | null>>;
}
