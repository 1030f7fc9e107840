import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { CompactKind } from "./define-compact-table.ts";

/** Rows as columns in JavaScript until they are appended to DuckDB as data chunks. */
export interface ColumnBuffer<Column extends string> {
  /** `leading` are the values of the leading columns. */
  add(row: Readonly<Record<Column, number | string>>, ...leading: readonly number[]): void;
  rowCount(): number;
  /** Appends all rows to a table whose columns are these, and forgets them. */
  appendTo(
    connection: DuckDBConnection,
    place: { readonly schema: string; readonly table: string },
  ): Promise<void>;
}

/** Rows of a data chunk that DuckDB takes at once: its vector size. */
const CHUNK_ROW_COUNT = 2_048;

const TYPES: Readonly<Record<CompactKind, DuckDBType>> = {
  code: INTEGER,
  map: INTEGER,
  whole: DOUBLE,
  real: DOUBLE,
  moment: DOUBLE,
  text: VARCHAR,
  entries: VARCHAR,
};

/** Values of one column: numbers without a box each, or texts. */
interface Values {
  set(row: number, value: number | string): void;
  get(row: number): number | string;
  clear(): void;
}

/** `leading` columns hold numbers and come first in the table. */
export function openColumnBuffer<Column extends string>(
  kinds: Readonly<Record<Column, CompactKind>>,
  leading: Readonly<Record<string, CompactKind>> = {},
): ColumnBuffer<Column> {
  const open = (kind: CompactKind): Values => (TYPES[kind] === VARCHAR ? textValues() : numberValues());
  const leadingColumns = Object.values(leading).map((kind) => ({ type: TYPES[kind], values: open(kind) }));
  const rowColumns = entriesOf(kinds).map(([name, kind]) => ({
    name,
    type: TYPES[kind],
    values: open(kind),
  }));
  const columns = [...leadingColumns, ...rowColumns];
  let rowCount = 0;
  return {
    add(row, ...leadingValues) {
      leadingColumns.forEach(({ values }, index) => {
        values.set(rowCount, leadingValues[index] ?? Number.NaN);
      });
      for (const { name, values } of rowColumns) values.set(rowCount, row[name]);
      rowCount++;
    },
    rowCount: () => rowCount,
    async appendTo(connection, { schema, table }) {
      if (rowCount === 0) return;
      const appender = await connection.createAppender(table, schema);
      const types = columns.map(({ type }) => type);
      for (let from = 0; from < rowCount; from += CHUNK_ROW_COUNT) {
        const count = Math.min(CHUNK_ROW_COUNT, rowCount - from);
        const chunk = DuckDBDataChunk.create(types, count);
        columns.forEach(({ values }, index) => {
          const vector = chunk.getColumnVector(index);
          for (let row = 0; row < count; row++) vector.setItem(row, values.get(from + row));
          vector.flush();
        });
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
      for (const { values } of columns) values.clear();
      rowCount = 0;
    },
  };
}

function numberValues(): Values {
  let values = new Float64Array(CHUNK_ROW_COUNT);
  return {
    set(row, value) {
      if (row === values.length) {
        const grown = new Float64Array(2 * values.length);
        grown.set(values);
        values = grown;
      }
      values[row] = Number(value);
    },
    get: (row) => values[row] ?? Number.NaN,
    clear() {
      values = new Float64Array(CHUNK_ROW_COUNT);
    },
  };
}

function textValues(): Values {
  let values: string[] = [];
  return {
    set: (_row, value) => values.push(String(value)),
    get: (row) => values[row] ?? "",
    clear() {
      values = [];
    },
  };
}

/** Entries with the keys' own type, which the library's declaration widens. */
function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): readonly [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
