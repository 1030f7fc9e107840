/** A row of an exported table. What is undefined is left out, as Spark's JSON writer leaves out NULL. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows of all tables of the sample, collected in any order. */
export interface Telemetry {
  /** `momentMs` decides the order of the file. */
  add(table: string, momentMs: number, row: Row): void;
  /** Rows of a table in order of time. */
  rows(table: string): readonly Row[];
  tables(): readonly string[];
}

export function openTelemetry(): Telemetry {
  const tables = new Map<string, { readonly momentMs: number; readonly row: Row }[]>();
  return {
    add(table, momentMs, row) {
      const rows = tables.get(table);
      if (rows === undefined) tables.set(table, [{ momentMs, row }]);
      else rows.push({ momentMs, row });
    },
    rows: (table) =>
      [...(tables.get(table) ?? [])]
        .sort((left, right) => left.momentMs - right.momentMs)
        .map(({ row }) => row),
    tables: () => [...tables.keys()],
  };
}
