import { apiPath } from "../../databricks/api-path.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { type JsonObject, numberOf, objectsOf, textOf } from "../../databricks/read-json.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { Operation } from "./operation.ts";
import type { FinishedStatement } from "./run-statement.ts";
import type { RawValue } from "./typed-value.ts";

/** Rows of one chunk, each with one value a column. */
export type ResultRows = readonly (readonly RawValue[])[];

/** Tries to read one chunk: links expire, and what lies behind them may come broken. */
const CHUNK_ATTEMPT_COUNT = 4;
const CHUNK_PAUSE_MS = 500;
/** A link that has so little left is asked for again. */
const LINK_LEFT_MS_MIN = 10_000;
/** A hundred GiB in chunks of a MiB. */
const CHUNK_COUNT_MAX = 100_000;

/**
 * The rows of a result, chunk by chunk, in order. Memory: one chunk.
 *
 * Each chunk must begin where the one before ended and hold as many rows as it says, and all together as many as the
 * result: nothing is lost or doubled without an error. A chunk that does not is asked for again.
 * @throws ENGINE_FAILED when a chunk stays broken; and what the client throws.
 */
export async function* readResult(
  client: DatabricksClient,
  statement: FinishedStatement,
  operation: Operation,
): AsyncGenerator<ResultRows> {
  let part = statement.firstPart;
  let rowCount = 0;
  let index: number | null = statement.chunkCount === 0 || statement.rowCount === 0 ? null : 0;
  for (let step = 0; index !== null && step < CHUNK_COUNT_MAX; step++) {
    const wanted: WantedChunk = { index, rowOffset: rowCount, columnCount: statement.columns.length };
    const known = part;
    const chunk = await operation.during((signal) =>
      readChunk({ client, statementId: statement.statementId, name: operation.name, signal }, wanted, known),
    );
    rowCount += chunk.rows.length;
    if (chunk.rows.length > 0) yield chunk.rows;
    part = chunk.rest;
    index = nextIndex(chunk, statement);
  }
  if (statement.rowCount !== null && rowCount !== statement.rowCount)
    throw new GatehouseError("ENGINE_FAILED", {
      message: `query \`${operation.name}\` gave ${rowCount} rows of ${statement.rowCount}`,
      retryable: true,
    });
}

interface WantedChunk {
  readonly index: number;
  readonly rowOffset: number;
  readonly columnCount: number;
}

interface Chunk {
  readonly index: number;
  readonly rows: ResultRows;
  readonly nextIndex: number | null;
  /** Links to further chunks that came with this one. */
  readonly rest: JsonObject | null;
}

function nextIndex(chunk: Chunk, { chunkCount, statementId }: FinishedStatement): number | null {
  if (chunk.nextIndex !== null) {
    if (chunk.nextIndex > chunk.index) return chunk.nextIndex;
    throw new GatehouseError("DATABRICKS_BAD_ANSWER", {
      message: `the chunks of statement \`${statementId}\` do not come in ascending order`,
    });
  }
  return chunkCount !== null && chunk.index + 1 < chunkCount ? chunk.index + 1 : null;
}

interface ChunkSource {
  readonly client: DatabricksClient;
  readonly statementId: string;
  readonly name: string;
  readonly signal: AbortSignal;
}

async function readChunk(source: ChunkSource, wanted: WantedChunk, known: JsonObject | null): Promise<Chunk> {
  let part = known;
  let problem = "it is not there";
  for (let attempt = 1; attempt <= CHUNK_ATTEMPT_COUNT; attempt++) {
    part ??= await askForChunk(source, wanted.index);
    const outcome = await readPart(source, wanted, part);
    if (outcome.kind === "chunk") return outcome.chunk;
    problem = outcome.problem;
    part = null;
    if (attempt > 1) await source.client.clock.sleep(CHUNK_PAUSE_MS * attempt, source.signal);
    if (source.signal.aborted) break;
  }
  throw new GatehouseError("ENGINE_FAILED", {
    message: `chunk ${wanted.index} of query \`${source.name}\` cannot be read: ${problem}`,
    retryable: true,
  });
}

function askForChunk({ client, statementId, signal }: ChunkSource, index: number): Promise<JsonObject> {
  return client.request({
    method: "GET",
    path: apiPath`/api/2.0/sql/statements/${statementId}/result/chunks/${index}`,
    signal,
  });
}

type PartOutcome =
  | { readonly kind: "chunk"; readonly chunk: Chunk }
  | { readonly kind: "problem"; readonly problem: string };

/** A part holds the rows, or links to one or more chunks. */
async function readPart(source: ChunkSource, wanted: WantedChunk, part: JsonObject): Promise<PartOutcome> {
  if (Array.isArray(part["data_array"]))
    return checked(wanted, { about: part, rows: part["data_array"], rest: null });
  const links = objectsOf(part["external_links"]);
  const link = links.find((each) => (numberOf(each["chunk_index"]) ?? 0) === wanted.index);
  if (link === undefined) return problemOf("no link leads to it");
  const rows = await followLink(source, link);
  if (typeof rows === "string") return problemOf(rows);
  return checked(wanted, { about: link, rows, rest: links.length > 1 ? part : null });
}

async function followLink(source: ChunkSource, link: JsonObject): Promise<readonly unknown[] | string> {
  const url = textOf(link["external_link"]);
  const expiresAtMs = Date.parse(textOf(link["expiration"]) ?? "");
  if (url === null) return "its link is empty";
  if (expiresAtMs - source.client.clock.nowMs() < LINK_LEFT_MS_MIN) return "its link has expired";
  const text = await source.client.download({
    url,
    headers: headersOf(link["http_headers"]),
    signal: source.signal,
  });
  if (text === null) return "its link gives no answer";
  const rows = parseRows(text);
  return rows ?? "what its link gives is no list of rows";
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
  );
}

/** Values of a row are texts, so that no number loses digits on the way. */
function parseRows(text: string): readonly unknown[] | null {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows : null;
  } catch {
    return null;
  }
}

function checked(wanted: WantedChunk, { about, rows, rest }: ReadPart): PartOutcome {
  const rowCount = numberOf(about["row_count"]);
  const rowOffset = numberOf(about["row_offset"]);
  if (rowCount !== null && rowCount !== rows.length)
    return problemOf(`it holds ${rows.length} rows and says ${rowCount}`);
  if (rowOffset !== null && rowOffset !== wanted.rowOffset)
    return problemOf(`it begins at row ${rowOffset} instead of ${wanted.rowOffset}`);
  if (!isRows(rows, wanted.columnCount)) return problemOf("its rows do not have the declared columns");
  return {
    kind: "chunk",
    chunk: { index: wanted.index, rows, nextIndex: numberOf(about["next_chunk_index"]), rest },
  };
}

function isRows(rows: readonly unknown[], columnCount: number): rows is ResultRows {
  return rows.every((row) => Array.isArray(row) && row.length === columnCount && row.every(isRawValue));
}

function isRawValue(value: unknown): value is RawValue {
  return value === null || typeof value === "string";
}

/** What was read, what describes it, and what came beside it. */
interface ReadPart {
  readonly about: JsonObject;
  readonly rows: readonly unknown[];
  readonly rest: JsonObject | null;
}

function problemOf(problem: string): PartOutcome {
  return { kind: "problem", problem };
}
