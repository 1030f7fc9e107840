import type { DuckDBDataChunk } from "@duckdb/node-api";
import { invariant } from "../../domain/gatehouse-error.ts";
import type { Answer } from "./duckdb-session.ts";

/** Every row of an answer, read by its place in its chunk. */
export function mapRows<Row>(
  answer: Answer,
  read: (chunk: DuckDBDataChunk, row: number) => Row,
): readonly Row[] {
  return answer.chunks.flatMap((chunk) =>
    Array.from({ length: chunk.rowCount }, (_, row) => read(chunk, row)),
  );
}

/** The first row of an answer; null when it has none. */
export function firstRow<Row>(
  answer: Answer,
  read: (chunk: DuckDBDataChunk, row: number) => Row,
): Row | null {
  const [chunk] = answer.chunks;
  return answer.rowCount === 0 || chunk === undefined ? null : read(chunk, 0);
}

/** A text of an answer. @throws BUG when the column holds something else. */
export function textAt(chunk: DuckDBDataChunk, column: number, row: number): string {
  const value = chunk.getColumnVector(column).getItem(row);
  invariant(typeof value === "string", "a column of the store holds something else than a text");
  return value;
}

export function textOrNullAt(chunk: DuckDBDataChunk, column: number, row: number): string | null {
  return chunk.getColumnVector(column).getItem(row) === null ? null : textAt(chunk, column, row);
}

/** A number of an answer; whole numbers are queried as INTEGER or DOUBLE, which are exact up to 2^53. */
export function numberAt(chunk: DuckDBDataChunk, column: number, row: number): number {
  const value = chunk.getColumnVector(column).getItem(row);
  invariant(typeof value === "number", "a column of the store holds something else than a number");
  return value;
}
