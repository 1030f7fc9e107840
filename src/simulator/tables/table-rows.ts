import type { TableColumn } from "../account/account.ts";
import type { ActOf } from "../acts/act.ts";

/** The real rows of watched tables, by version, in DuckDB. */
export interface TableRows {
  /** Takes a committed version; its rows are written at the next flush, in order of commits. */
  write(act: ActOf<"write_version">): void;
  /**
   * Writes the rows of what was taken; of these tables alone where they are named. Cost: 20 ms a table with something to
   * write, most of it planning, so rather seldom and by name.
   */
  flush(tables?: readonly string[]): Promise<void>;
  /**
   * Writes rows and, where profiles are taken, those of all versions so far; best once for many versions. More versions
   * may be taken meanwhile.
   */
  profile(): Promise<void>;
  /** Rows of loads that are taken and not profiled yet. */
  pendingRowCount(): number;
  /** DuckDB text of a subquery with the rows of the newest version, columns as `columns` of the table, no policies applied. */
  relation(table: string): string | null;
  /** Creates the table in DuckDB; `rowsQuery` is DuckDB text (CREATE TABLE AS), null for an empty one. */
  create(table: string, columns: readonly TableColumn[], rowsQuery: string | null): Promise<number>;
  /** Adds rows given by DuckDB text; returns how many. A new version. */
  insert(table: string, rowsQuery: string, at: number, writer: string): Promise<number>;
  /** Deletes rows that `condition` (DuckDB text) holds for; returns how many. A new version. */
  remove(table: string, condition: string, at: number, writer: string): Promise<number>;
  /** Sets columns (DuckDB text by column) where `condition` holds; returns how many. A new version. */
  update(
    table: string,
    assignments: Readonly<Record<string, string>>,
    condition: string,
    commit: { readonly at: number; readonly writer: string },
  ): Promise<number>;
  drop(table: string): Promise<void>;
  rowCount(table: string): number;
  /** DuckDB table with the sizes, and where they are taken the profiles, of all versions, in the shape of `sources/table-profiles.ts`. */
  readonly profilesTable: string;
}
