import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import type { CompactKind } from "./define-compact-table.ts";

/** Rows as columns in JavaScript until they are appended to DuckDB as data chunks. */
export interface ColumnBuffer<Column extends string> {
  /** `leading` are the values of the leading columns. */
  add(row: Readonly<Record<Column, number | string>>, ...leading: readonly number[]): void;
  rowCount(): number;
  /** Gives all rows away; those added from now on are others. */
  take(): TakenRows;
}

/** Rows that were taken out of a buffer. */
export interface TakenRows {
  readonly rowCount: number;
  /** Appends the rows to a table whose columns are those of the buffer. */
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

/** Values of one column: numbers without a box each, or texts; in pieces of a chunk each. */
interface Values {
  /** Rows come in order. */
  set(row: number, value: number | string): void;
  /** The pieces so far, which are forgotten. */
  take(): readonly Piece[];
}

/** Writes the values of a chunk's column. */
type Piece = (vector: DuckDBVector, rowCount: number) => void;

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
  const types = columns.map(({ type }) => type);
  let rowCount = 0;
  return {
    add(row, ...leadingValues) {
      let index = 0;
      for (const { values } of leadingColumns) values.set(rowCount, leadingValues[index++] ?? Number.NaN);
      for (const { name, values } of rowColumns) values.set(rowCount, row[name]);
      rowCount++;
    },
    rowCount: () => rowCount,
    take() {
      const taken = takenRows(
        types,
        rowCount,
        columns.map(({ values }) => values.take()),
      );
      rowCount = 0;
      return taken;
    },
  };
}

function takenRows(
  types: readonly DuckDBType[],
  rowCount: number,
  columns: readonly (readonly Piece[])[],
): TakenRows {
  return {
    rowCount,
    async appendTo(connection, { schema, table }) {
      if (rowCount === 0) return;
      const appender = await connection.createAppender(table, schema);
      for (let number = 0; number * CHUNK_ROW_COUNT < rowCount; number++) {
        const count = Math.min(CHUNK_ROW_COUNT, rowCount - number * CHUNK_ROW_COUNT);
        const chunk = DuckDBDataChunk.create(types, count);
        columns.forEach((pieces, index) => {
          const vector = chunk.getColumnVector(index);
          pieces[number]?.(vector, count);
          vector.flush();
        });
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
  };
}

function numberValues(): Values {
  let pieces: Float64Array[] = [];
  let piece = new Float64Array(0);
  return {
    set(row, value) {
      const place = row % CHUNK_ROW_COUNT;
      if (place === 0) {
        piece = new Float64Array(CHUNK_ROW_COUNT);
        pieces.push(piece);
      }
      piece[place] = Number(value);
    },
    take() {
      const taken = pieces;
      pieces = [];
      return taken.map(
        (values): Piece =>
          (vector, rowCount) =>
            writeNumbers(vector, values, rowCount),
      );
    },
  };
}

function writeNumbers(vector: DuckDBVector, values: Float64Array, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) vector.setItem(row, values[row] ?? Number.NaN);
}

function textValues(): Values {
  let pieces: string[][] = [];
  let piece: string[] = [];
  return {
    set(row, value) {
      if (row % CHUNK_ROW_COUNT === 0) {
        piece = [];
        pieces.push(piece);
      }
      piece.push(String(value));
    },
    take() {
      const taken = pieces;
      pieces = [];
      return taken.map(
        (values): Piece =>
          (vector, rowCount) =>
            writeTexts(vector, values, rowCount),
      );
    },
  };
}

function writeTexts(vector: DuckDBVector, values: readonly string[], rowCount: number): void {
  for (let row = 0; row < rowCount; row++) vector.setItem(row, values[row] ?? "");
}

/** Entries with the keys' own type, which the library's declaration widens. */
function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): readonly [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
