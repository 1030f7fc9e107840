import type { SimulatorDatabase } from "../../simulator-database.ts";
import type { RowsResult } from "../../statements/statement-runner.ts";
import { failInvalid } from "../api-error.ts";
import type { JsonObject } from "../json.ts";
import type { ExternalLinks } from "./external-links.ts";
import { arrowStream } from "./result-arrow.ts";
import { manifestSchema } from "./result-columns.ts";
import { csvText, type ResultPart, textRows } from "./result-text.ts";
import type { ResultFormat } from "./statement-request.ts";
import type { SentStatement } from "./statement-store.ts";

/** Rows of a chunk: small enough that one is made in a moment, so many that 200,000 rows take a few. */
const CHUNK_ROW_COUNT = 50_000;
/** Results of hybrid statements up to this many rows come inline. */
const INLINE_ROW_COUNT_MAX = 5_000;

export interface ChunkContext {
  readonly database: SimulatorDatabase;
  readonly links: ExternalLinks;
}

function chunkCount({ rowCount }: RowsResult): number {
  return Math.max(1, Math.ceil(rowCount / CHUNK_ROW_COUNT));
}

/** `manifest` of a successful statement. */
export function manifestOf({ format }: SentStatement, result: RowsResult): JsonObject {
  const count = chunkCount(result);
  return {
    format,
    schema: manifestSchema(result.columns),
    total_chunk_count: count,
    total_row_count: result.rowCount,
    truncated: result.isTruncated,
    result_compression: "NONE",
    chunks: Array.from({ length: count }, (_, index) => chunkPlace(result, index)),
  };
}

function chunkPlace({ rowCount }: RowsResult, index: number) {
  const fromRow = index * CHUNK_ROW_COUNT;
  return {
    chunk_index: index,
    row_offset: fromRow,
    row_count: Math.max(0, Math.min(CHUNK_ROW_COUNT, rowCount - fromRow)),
  };
}

function partOf(result: RowsResult, index: number): ResultPart {
  const place = chunkPlace(result, index);
  return {
    table: result.table,
    columns: result.columns,
    fromRow: place.row_offset,
    untilRow: place.row_offset + place.row_count,
  };
}

/** One chunk: its rows, or a link to them. `base` is the path of the statement. */
export async function chunkOf(
  context: ChunkContext,
  {
    statement,
    result,
    base,
  }: { readonly statement: SentStatement; readonly result: RowsResult; readonly base: string },
  index: number,
): Promise<JsonObject> {
  const next =
    index + 1 < chunkCount(result)
      ? { next_chunk_index: index + 1, next_chunk_internal_link: `${base}/result/chunks/${index + 1}` }
      : {};
  const place = chunkPlace(result, index);
  if (isInline(statement, result)) {
    const rows = await textRows(context.database, partOf(result, index));
    return { ...place, ...next, data_array: rows };
  }
  const bytes = await chunkBytes(context.database, statement.format, partOf(result, index));
  const link = context.links.publish(bytes, contentType(statement.format));
  return {
    external_links: [
      {
        ...place,
        ...next,
        byte_count: bytes.byteLength,
        external_link: link.url,
        expiration: link.expiration,
      },
    ],
  };
}

function isInline({ disposition, format }: SentStatement, { rowCount }: RowsResult): boolean {
  if (disposition === "INLINE") return true;
  return (
    disposition === "INLINE_OR_EXTERNAL_LINKS" && format === "JSON_ARRAY" && rowCount <= INLINE_ROW_COUNT_MAX
  );
}

async function chunkBytes(
  database: SimulatorDatabase,
  format: ResultFormat,
  part: ResultPart,
): Promise<Uint8Array> {
  if (format === "ARROW_STREAM") return arrowStream(database, part);
  const rows = await textRows(database, part);
  return new TextEncoder().encode(format === "CSV" ? csvText(part.columns, rows) : JSON.stringify(rows));
}

function contentType(format: ResultFormat): string {
  if (format === "CSV") return "text/csv";
  return format === "JSON_ARRAY" ? "application/json" : "application/vnd.apache.arrow.stream";
}

/** @throws 400 for an index that the result does not have. */
export function checkedChunkIndex(text: string, result: RowsResult): number {
  const index = Number(text);
  if (!Number.isSafeInteger(index) || index < 0 || index >= chunkCount(result))
    return failInvalid(`Chunk index ${text} is out of range: the result has ${chunkCount(result)} chunks.`);
  return index;
}
