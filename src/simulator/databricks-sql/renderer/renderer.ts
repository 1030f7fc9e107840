import type { ColumnType, RenderScope } from "../databricks-sql.ts";
import type { Expression, Query } from "../tree/expression.ts";
import type { Columns, NameFrame } from "./name-frame.ts";
import type { ValueType } from "./value-type.ts";
import type { Written } from "./written.ts";

/** DuckDB text of a query, and what is known of its columns. */
export interface WrittenQuery {
  readonly text: string;
  readonly columns: Columns;
}

/** Writes trees as DuckDB text; here, so that the files of the renderer do not import each other in a ring. */
export interface Renderer {
  readonly scope: RenderScope;
  /** What a scope's word for a type tells. */
  typeOf(told: ColumnType["type"]): ValueType;
  write(expression: Expression, frame: NameFrame | null): Written;
  writeQuery(query: Query, frame: NameFrame | null): WrittenQuery;
}
