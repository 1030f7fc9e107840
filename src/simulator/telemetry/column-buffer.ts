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

/** Rows that go to DuckDB at once. Values of a column lie side by side: numbers without a box each, or texts. */
interface Chunk {
  /** Of the leading columns, then of the others that hold numbers. */
  readonly numbers: readonly Float64Array[];
  readonly texts: readonly string[][];
}

/** Where a column lies in a chunk. */
interface ColumnPlace {
  readonly type: DuckDBType;
  readonly isText: boolean;
  readonly index: number;
}

/** `leading` columns hold numbers and come first in the table. */
export function openColumnBuffer<Column extends string>(
  kinds: Readonly<Record<Column, CompactKind>>,
  leading: Readonly<Record<string, CompactKind>> = {},
): ColumnBuffer<Column> {
  const leadingKinds = Object.values(leading);
  const numberNames: Column[] = [];
  const textNames: Column[] = [];
  const places = leadingKinds.map(
    (kind, index): ColumnPlace => ({ type: TYPES[kind], isText: false, index }),
  );
  for (const [name, kind] of entriesOf(kinds)) {
    const isText = TYPES[kind] === VARCHAR;
    const index = isText ? textNames.push(name) - 1 : leadingKinds.length + numberNames.push(name) - 1;
    places.push({ type: TYPES[kind], isText, index });
  }
  const openChunk = (): Chunk => ({
    numbers: [...leadingKinds, ...numberNames].map(() => new Float64Array(CHUNK_ROW_COUNT)),
    texts: textNames.map(() => []),
  });
  let chunks: Chunk[] = [];
  let chunk = openChunk();
  let rowCount = 0;
  return {
    add(row, ...leadingValues) {
      const place = rowCount % CHUNK_ROW_COUNT;
      if (place === 0) {
        chunk = openChunk();
        chunks.push(chunk);
      }
      let index = 0;
      const { numbers, texts } = chunk;
      for (const value of leadingValues) {
        const values = numbers[index++];
        if (values !== undefined) values[place] = value;
      }
      for (const name of numberNames) {
        const values = numbers[index++];
        if (values !== undefined) values[place] = Number(row[name]);
      }
      index = 0;
      for (const name of textNames) texts[index++]?.push(String(row[name]));
      rowCount++;
    },
    rowCount: () => rowCount,
    take() {
      const taken = takenRows(places, chunks, rowCount);
      chunks = [];
      rowCount = 0;
      return taken;
    },
  };
}

function takenRows(places: readonly ColumnPlace[], chunks: readonly Chunk[], rowCount: number): TakenRows {
  return {
    rowCount,
    async appendTo(connection, { schema, table }) {
      if (rowCount === 0) return;
      const appender = await connection.createAppender(table, schema);
      const types = places.map(({ type }) => type);
      chunks.forEach((chunk, number) => {
        const count = Math.min(CHUNK_ROW_COUNT, rowCount - number * CHUNK_ROW_COUNT);
        const data = DuckDBDataChunk.create(types, count);
        places.forEach((place, column) => {
          const vector = data.getColumnVector(column);
          if (place.isText) writeTexts(vector, chunk.texts[place.index] ?? [], count);
          else writeNumbers(vector, chunk.numbers[place.index] ?? NO_NUMBERS, count);
          vector.flush();
        });
        appender.appendDataChunk(data);
      });
      appender.closeSync();
    },
  };
}

const NO_NUMBERS = new Float64Array(0);

function writeNumbers(vector: DuckDBVector, values: Float64Array, rowCount: number): void {
  for (let row = 0; row < rowCount; row++) vector.setItem(row, values[row] ?? Number.NaN);
}

function writeTexts(vector: DuckDBVector, values: readonly string[], rowCount: number): void {
  for (let row = 0; row < rowCount; row++) vector.setItem(row, values[row] ?? "");
}

/** Entries with the keys' own type, which the library's declaration widens. */
function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): readonly [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
