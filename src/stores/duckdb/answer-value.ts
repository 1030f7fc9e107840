import type { DuckDBDataChunk } from "@duckdb/node-api";
import { invariant } from "../../domain/gatehouse-error.ts";

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
