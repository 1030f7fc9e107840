import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { ColumnBatch, ColumnQuery } from "../../ports/engine.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import type { ResultRows } from "./read-result.ts";
import type { ResultColumn } from "./result-column.ts";
import { numberReader, type RawValue } from "./typed-value.ts";
import { openWordCodes, type WordCodes } from "./word-codes.ts";

/** Rows of a full batch. */
const BATCH_ROW_COUNT = 65_536;

/**
 * The query with its columns by place (k0 … n0 … w0 …), texts as texts, ordered by `order`, then keys, then words. The
 * order of keys within one value of `order` only makes the answer the same every time: codes decide it in the end.
 */
export function orderedSql(query: ColumnQuery): Sql {
  const { quoteIdentifier } = databricksDialect;
  const text = (prefix: string) => (name: string, index: number) =>
    sql`CAST(${quoteIdentifier(name)} AS STRING) AS ${place(prefix, index)}`;
  const columns = [
    ...query.keys.map(text("k")),
    ...query.numbers.map((name, index) => sql`${quoteIdentifier(name)} AS ${place("n", index)}`),
    ...query.words.map(text("w")),
  ];
  const orderIndex = query.numbers.indexOf(query.order);
  invariant(orderIndex >= 0, `order \`${query.order}\` of query \`${query.name}\` is not one of its numbers`);
  const order = [
    sql`${place("n", orderIndex)} NULLS LAST`,
    ...query.keys.map((_key, index) => sql`${place("k", index)} NULLS FIRST`),
    ...query.words.map((_word, index) => sql`${place("w", index)} NULLS FIRST`),
  ];
  return sql`SELECT ${joinSql(columns, ", ")} FROM (${query.sql}) AS answer ORDER BY ${joinSql(order, ", ")}`;
}

function place(prefix: string, index: number): Sql {
  return rawSql(`${prefix}${index}`);
}

/** One row with codes in place of texts. */
interface CodedRow {
  readonly series: number;
  readonly words: readonly number[];
  readonly numbers: readonly number[];
}

/** Turns rows of {@link orderedSql} into batches. */
export interface BatchBuilder {
  /** Takes rows in order; what is full comes back. @throws ENGINE_ROW_SHAPE when rows go back in `order`. */
  add(rows: ResultRows): Generator<ColumnBatch>;
  finish(): Generator<ColumnBatch>;
}

/**
 * Rows with the same value of `order` are held together until the next value comes, and sorted by code of their series:
 * a series that is new in a later window has a greater code than its text would tell. Memory: the rows of one value of
 * `order`, a batch, and the dictionaries.
 *
 * @throws ENGINE_ROW_SHAPE for a number column that is no number.
 */
export function openBatchBuilder(query: ColumnQuery, columns: readonly ResultColumn[]): BatchBuilder {
  const keyCount = query.keys.length;
  const numberCount = query.numbers.length;
  const series = openWordCodes();
  const words = query.words.map(() => openWordCodes());
  const readers = query.numbers.map((name, index) => numberColumn(query, name, columns[keyCount + index]));
  const orderIndex = query.numbers.indexOf(query.order);
  let group: CodedRow[] = [];
  let waiting: CodedRow[] = [];

  function codedRow(row: readonly RawValue[]): CodedRow {
    return {
      series: series.codeOf(row.slice(0, keyCount)),
      numbers: readers.map((read, index) => read(row[keyCount + index] ?? null)),
      words: words.map((codes, index) => codes.codeOf([row[keyCount + numberCount + index] ?? null])),
    };
  }

  function closeGroup(): void {
    group.sort((a, b) => a.series - b.series);
    for (const row of group) waiting.push(row);
    group = [];
  }

  function* fullBatches(rowCountMin: number): Generator<ColumnBatch> {
    let from = 0;
    for (; waiting.length - from >= rowCountMin && waiting.length > from; from += BATCH_ROW_COUNT)
      yield batchOf(query, { series, words }, waiting.slice(from, from + BATCH_ROW_COUNT));
    waiting = waiting.slice(from);
  }

  return {
    *add(rows) {
      for (const row of rows) {
        const coded = codedRow(row);
        const before = group[0]?.numbers[orderIndex];
        const now = coded.numbers[orderIndex];
        if (before !== undefined && !Object.is(before, now)) {
          if (now !== undefined && now < before) throw disordered(query);
          closeGroup();
        }
        group.push(coded);
      }
      yield* fullBatches(BATCH_ROW_COUNT);
    },
    *finish() {
      closeGroup();
      yield* fullBatches(1);
    },
  };
}

function numberColumn(
  query: ColumnQuery,
  name: string,
  column: ResultColumn | undefined,
): (value: RawValue) => number {
  const reader = column === undefined ? null : numberReader(column);
  if (reader !== null) return reader;
  throw new GatehouseError("ENGINE_ROW_SHAPE", {
    message: `column \`${name}\` of query \`${query.name}\` is \`${column?.typeName ?? "absent"}\`, not a number`,
  });
}

function disordered(query: ColumnQuery): GatehouseError {
  return new GatehouseError("ENGINE_ROW_SHAPE", {
    message: `rows of query \`${query.name}\` do not come in ascending order of \`${query.order}\``,
  });
}

function batchOf(
  query: ColumnQuery,
  codes: { readonly series: WordCodes; readonly words: readonly WordCodes[] },
  rows: readonly CodedRow[],
): ColumnBatch {
  return {
    rowCount: rows.length,
    series: Int32Array.from(rows, (row) => row.series),
    seriesDictionary: codes.series.dictionary,
    numbers: Object.fromEntries(
      query.numbers.map((name, index) => [
        name,
        Float64Array.from(rows, (row) => row.numbers[index] ?? Number.NaN),
      ]),
    ),
    words: Object.fromEntries(
      codes.words.map(({ dictionary }, index) => [
        query.words[index] ?? "",
        { codes: Int32Array.from(rows, (row) => row.words[index] ?? 0), dictionary },
      ]),
    ),
  };
}
