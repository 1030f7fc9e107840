import type { DurationMs } from "./units.ts";

/** How one object of a delivered (not exported) file spells a row of the table. */
export interface DeliveredForm {
  readonly id: string;
  readonly title: string;
  /** An object that has all of these keys is of this form. */
  readonly markerKeys: readonly string[];
  /** Keys of the object that are read, with Spark types; others pass by. */
  readonly keys: Readonly<Record<string, string>>;
  /**
   * Expression over those keys (DuckDB text, fixed by us) for each column of the table; absent columns are NULL. It
   * fails on a value that it cannot read, so that the reader can count such values.
   */
  readonly toColumns: Readonly<Record<string, string>>;
}

/**
 * One raw table as Databricks has it, or a file of the same shape. Types of `columns` are Spark's
 * (`map<string,string>`, `struct<email:string,…>`, `decimal(38,18)`).
 */
export interface RawTable {
  /** Full name on Databricks (`system.access.audit`); exported files are named `<schema>.<table>`. */
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Columns without which the table cannot be used; the others are NULL when absent. */
  readonly requiredColumns: readonly string[];
  /** Rows that agree on these are one row. */
  readonly naturalKey: readonly string[];
  /** Column that orders arrival, and how late a row may still come; null for a snapshot, which is replaced as a whole. */
  readonly watermark: { readonly column: string; readonly latenessMs: DurationMs } | null;
  /** Columns whose distance tells lateness; null where a row does not tell when it arrived. */
  readonly arrival: { readonly eventColumn: string; readonly arrivalColumn: string } | null;
  readonly deliveredForms: readonly DeliveredForm[];
}
