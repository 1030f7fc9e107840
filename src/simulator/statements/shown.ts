import type { materializeRows } from "./materialize-result.ts";

export type Cell = string | number | boolean | null;

/** What a SHOW or DESCRIBE answers. */
export interface Shown {
  readonly columns: Parameters<typeof materializeRows>[1];
  readonly rows: readonly (readonly Cell[])[];
}

/** Columns of type STRING. */
export function named(...names: readonly string[]): readonly { readonly name: string }[] {
  return names.map((name) => ({ name }));
}
