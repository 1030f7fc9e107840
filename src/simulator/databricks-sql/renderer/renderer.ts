import type { RenderScope } from "../databricks-sql.ts";
import type { Expression, Query } from "../tree/expression.ts";
import type { NameFrame } from "./name-frame.ts";
import type { Written } from "./written.ts";

/** Writes trees as DuckDB text; here, so that the files of the renderer do not import each other in a ring. */
export interface Renderer {
  readonly scope: RenderScope;
  write(expression: Expression, frame: NameFrame | null): Written;
  writeQuery(query: Query, frame: NameFrame | null): string;
}
