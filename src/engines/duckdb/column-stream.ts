import type { DuckDBDataChunk, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import { DuckDBTypeId } from "@duckdb/node-api";
import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { ColumnBatch, ColumnQuery, Dictionary } from "../../ports/engine.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import type { Operation } from "./database.ts";
import { runStatement, startStatement } from "./statement.ts";

/** Rows of a full batch. Small enough that ten columns of one stay below 6 MB. */
const BATCH_ROW_COUNT = 65_536;

/** Temporary table of the query's answer; columns are named by place: k0 …, n0 …, w0 …. */
const ANSWER = rawSql("column_answer");

/** One dictionary: its columns in the answer, and the temporary table that gives each combination a dense code. */
interface CodedColumns {
  readonly table: Sql;
  readonly columns: readonly Sql[];
}

/**
 * Streams the answer of `query` as typed columns, ordered by `query.order`, then series code, then codes of words.
 *
 * The answer is materialized once, its texts are replaced by codes in SQL, so that JavaScript copies numbers only.
 * Codes follow the order of the texts (NULL first): the same data gives the same codes whatever the thread count.
 * However the stream ends, the answer is dropped: a closed connection keeps it until its results are collected as garbage.
 *
 * @throws ENGINE_FAILED, ENGINE_TIMEOUT, ENGINE_ROW_SHAPE (a number column that is no number).
 */
export async function* streamColumns(
  operation: Operation,
  query: ColumnQuery,
  reading: <Result>(statement: () => Promise<Result>) => Promise<Result>,
): AsyncGenerator<ColumnBatch> {
  try {
    yield* codedBatches(operation, query, reading);
  } finally {
    await runStatement(operation.connection, sql`DROP TABLE IF EXISTS ${ANSWER}`);
  }
}

async function* codedBatches(
  operation: Operation,
  query: ColumnQuery,
  reading: <Result>(statement: () => Promise<Result>) => Promise<Result>,
): AsyncGenerator<ColumnBatch> {
  await operation.during(() => reading(() => runStatement(operation.connection, materialized(query))));
  const numbers = await operation.during(() => numberExpressions(operation, query));
  const series: CodedColumns = {
    table: rawSql("series_dictionary"),
    columns: query.keys.map((_key, index) => place("k", index)),
  };
  const words = query.words.map(
    (_word, index): CodedColumns => ({
      table: place("word_dictionary_", index),
      columns: [place("w", index)],
    }),
  );
  const seriesDictionary = await operation.during(() => makeDictionary(operation, series));
  const wordDictionaries: Dictionary[] = [];
  for (const word of words)
    wordDictionaries.push(await operation.during(() => makeDictionary(operation, word)));
  const result = await operation.during(() =>
    startStatement(operation.connection, codedRows({ query, numbers, series, words })),
  );
  const fill = batchReader(result, query, { seriesDictionary, wordDictionaries });
  for (;;) {
    const batch = await operation.during(fill);
    if (batch === null) return;
    yield batch;
  }
}

function place(prefix: string, index: number): Sql {
  return rawSql(`${prefix}${index}`);
}

function materialized(query: ColumnQuery): Sql {
  const text = (prefix: string) => (name: string, index: number) =>
    sql`CAST(${duckdbDialect.quoteIdentifier(name)} AS VARCHAR) AS ${place(prefix, index)}`;
  const columns = [
    ...query.keys.map(text("k")),
    ...query.numbers.map(
      (name, index) => sql`${duckdbDialect.quoteIdentifier(name)} AS ${place("n", index)}`,
    ),
    ...query.words.map(text("w")),
  ];
  return sql`CREATE OR REPLACE TEMP TABLE ${ANSWER} AS SELECT ${joinSql(columns, ", ")} FROM (${query.sql}) AS answer`;
}

const MOMENT_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.DATE,
]);

const NUMBER_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.SQLNULL,
]);

/** Each number column as DOUBLE with NULL as NaN, by the type that the answer turned out to have. */
async function numberExpressions(operation: Operation, query: ColumnQuery): Promise<readonly Sql[]> {
  if (query.numbers.length === 0) return [];
  const columns = joinSql(
    query.numbers.map((_name, index) => place("n", index)),
    ", ",
  );
  const result = await startStatement(operation.connection, sql`SELECT ${columns} FROM ${ANSWER} LIMIT 0`);
  return query.numbers.map((name, index) => {
    const typeId = result.columnTypeId(index);
    const column = place("n", index);
    if (MOMENT_TYPES.has(typeId)) return asDouble(sql`epoch_ms(CAST(${column} AS TIMESTAMP))`);
    if (NUMBER_TYPES.has(typeId)) return asDouble(column);
    throw new GatehouseError("ENGINE_ROW_SHAPE", {
      message: `column \`${name}\` of query \`${query.name}\` is \`${result.columnType(index)}\`, not a number`,
    });
  });
}

function asDouble(value: Sql): Sql {
  return sql`coalesce(CAST(${value} AS DOUBLE), CAST('NaN' AS DOUBLE))`;
}

async function makeDictionary(operation: Operation, coded: CodedColumns): Promise<Dictionary> {
  if (coded.columns.length === 0) return dictionaryOf([[]]);
  const columns = joinSql(coded.columns, ", ");
  const order = joinSql(
    coded.columns.map((column) => sql`${column} NULLS FIRST`),
    ", ",
  );
  await runStatement(
    operation.connection,
    sql`CREATE OR REPLACE TEMP TABLE ${coded.table} AS
      SELECT CAST(row_number() OVER (ORDER BY ${order}) - 1 AS INTEGER) AS code, ${columns}
      FROM (SELECT DISTINCT ${columns} FROM ${ANSWER}) AS combinations`,
  );
  return dictionaryOf(await readTexts(operation, coded));
}

/** Entries of a dictionary that are read as one text: a text of some megabytes, whatever the names are. */
const TEXT_ENTRY_COUNT = 8_192;

/**
 * The texts of a dictionary in order of code. They come as JSON, thousands in one value, because the driver takes about
 * 3 µs for each text that it hands over and JSON.parse a tenth of that.
 */
async function readTexts(
  operation: Operation,
  { table, columns }: CodedColumns,
): Promise<readonly (readonly (string | null)[])[]> {
  const result = await startStatement(
    operation.connection,
    sql`SELECT CAST(to_json(list([${joinSql(columns, ", ")}] ORDER BY code)) AS VARCHAR)
      FROM ${table} GROUP BY code // ${rawSql(String(TEXT_ENTRY_COUNT))} ORDER BY min(code)`,
  );
  const entries: (string | null)[][] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return entries;
    for (const [text] of chunk.getRows()) for (const entry of parsedTexts(text)) entries.push(entry);
  }
}

/** A list of lists of texts, as `readTexts` asked for it. */
function parsedTexts(text: DuckDBValue | undefined): readonly (string | null)[][] {
  invariant(typeof text === "string", "a dictionary came as another type than text");
  return JSON.parse(text) as (string | null)[][];
}

function dictionaryOf(entries: readonly (readonly (string | null)[])[]): Dictionary {
  return {
    wordCount: entries.length,
    at(code) {
      const entry = entries[code];
      invariant(entry !== undefined, `no text has code \`${code}\` in this dictionary`);
      return entry;
    },
  };
}

interface CodedRows {
  readonly query: ColumnQuery;
  readonly numbers: readonly Sql[];
  readonly series: CodedColumns;
  readonly words: readonly CodedColumns[];
}

/** The answer with codes for texts: s, w0 …, n0 …. */
function codedRows({ query, numbers, series, words }: CodedRows): Sql {
  const coded = [series, ...words];
  const codes = coded.map((columns) => (columns.columns.length === 0 ? sql`0` : sql`${columns.table}.code`));
  const joins = coded
    .filter(({ columns }) => columns.length > 0)
    .map(({ table, columns }) => {
      const matches = columns.map(
        (column) => sql`${ANSWER}.${column} IS NOT DISTINCT FROM ${table}.${column}`,
      );
      return sql` JOIN ${table} ON ${joinSql(matches, " AND ")}`;
    });
  const orderIndex = query.numbers.indexOf(query.order);
  invariant(orderIndex >= 0, `order \`${query.order}\` of query \`${query.name}\` is not one of its numbers`);
  const order = joinSql(
    [
      rawSql(String(codes.length + orderIndex + 1)),
      ...codes.map((_code, index) => rawSql(String(index + 1))),
    ],
    ", ",
  );
  return sql`SELECT ${joinSql([...codes, ...numbers], ", ")} FROM ${ANSWER}${joinSql(joins, "")} ORDER BY ${order}`;
}

interface Dictionaries {
  readonly seriesDictionary: Dictionary;
  readonly wordDictionaries: readonly Dictionary[];
}

interface BatchColumns {
  readonly codes: readonly Int32Array[];
  readonly numbers: readonly Float64Array[];
}

/** Reads the next full batch, the last one shorter; null at the end. */
function batchReader(
  result: DuckDBResult,
  query: ColumnQuery,
  dictionaries: Dictionaries,
): () => Promise<ColumnBatch | null> {
  const codeColumnCount = 1 + query.words.length;
  let waiting: DuckDBDataChunk | null = null;
  return async () => {
    const columns: BatchColumns = {
      codes: Array.from({ length: codeColumnCount }, () => new Int32Array(BATCH_ROW_COUNT)),
      numbers: query.numbers.map(() => new Float64Array(BATCH_ROW_COUNT)),
    };
    let rowCount = 0;
    for (;;) {
      const chunk: DuckDBDataChunk | null = waiting ?? (await result.fetchChunk());
      waiting = null;
      if (chunk === null || chunk.rowCount === 0) break;
      if (rowCount + chunk.rowCount > BATCH_ROW_COUNT) {
        waiting = chunk;
        break;
      }
      copyChunk(chunk, columns, rowCount);
      rowCount += chunk.rowCount;
    }
    return rowCount === 0 ? null : batchOf(query, dictionaries, { columns, rowCount });
  };
}

function copyChunk(chunk: DuckDBDataChunk, columns: BatchColumns, offset: number): void {
  [...columns.codes, ...columns.numbers].forEach((target, columnIndex) => {
    const vector = chunk.getColumnVector(columnIndex);
    const rowCount = chunk.rowCount;
    for (let row = 0; row < rowCount; row += 1) target[offset + row] = Number(vector.getItem(row));
  });
}

function batchOf(
  query: ColumnQuery,
  { seriesDictionary, wordDictionaries }: Dictionaries,
  { columns, rowCount }: { readonly columns: BatchColumns; readonly rowCount: number },
): ColumnBatch {
  const [series, ...wordCodes] = columns.codes;
  invariant(series !== undefined, "a batch has a column of series codes");
  return {
    rowCount,
    series: series.subarray(0, rowCount),
    seriesDictionary,
    numbers: Object.fromEntries(
      query.numbers.map((name, index) => [
        name,
        (columns.numbers[index] ?? new Float64Array()).subarray(0, rowCount),
      ]),
    ),
    words: Object.fromEntries(
      query.words.map((name, index) => [
        name,
        {
          codes: (wordCodes[index] ?? new Int32Array()).subarray(0, rowCount),
          dictionary: wordDictionaries[index] ?? dictionaryOf([]),
        },
      ]),
    ),
  };
}
