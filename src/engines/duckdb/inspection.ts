import type { RawTable } from "../../domain/raw-table.ts";
import type { Conversion, InPlace, TableFile } from "./table-input.ts";

/** Columns of a file; for text, those of its first objects. */
export interface SeenColumns {
  /** Declared ones that are there. */
  readonly seen: readonly string[];
  /** Others that are there. */
  readonly unknown: readonly string[];
}

/** What a look at a file said. */
export type Inspection =
  | {
      readonly kind: "in_place";
      readonly tableFile: TableFile;
      readonly how: InPlace;
      readonly columns: SeenColumns;
      /** Optional columns that cannot be read, with the reason. */
      readonly unreadable?: readonly string[];
    }
  | {
      readonly kind: "convert";
      readonly tableFile: TableFile;
      readonly conversion: Conversion;
      readonly columns: SeenColumns;
    }
  /** A table's file without a row. */
  | { readonly kind: "empty"; readonly table: RawTable }
  /** `table` null: not known whose. */
  | {
      readonly kind: "skipped";
      readonly table: RawTable | null;
      readonly reason: string;
      readonly rowCount: number | null;
      /** Required columns that the file lacks. */
      readonly missingColumns: readonly string[];
    }
  /** Named like a table that nobody reads. */
  | { readonly kind: "other_table"; readonly name: string }
  | { readonly kind: "ignored" };
