import { apiPath } from "../../databricks/api-path.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { isObject, isTrue, type JsonObject, numberOf, textOf } from "../../databricks/read-json.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { Sql } from "../../sql/sql.ts";
import { type ResultColumn, resultColumns } from "./result-column.ts";
import { statementFailure } from "./statement-failure.ts";
import { statementText } from "./statement-parameters.ts";

/** Where statements run. */
export interface StatementTarget {
  readonly client: DatabricksClient;
  readonly warehouseId: string;
  /** Takes work that goes on after its question was given up: the engine waits for it when it closes. */
  readonly keep: (work: Promise<void>) => void;
}

export interface StatementOptions {
  readonly name: string;
  readonly sql: Sql;
  /** The server stops there; null for none. */
  readonly rowLimit: number | null;
  /** Inline results have at most 25 MiB, others up to 100 GiB. */
  readonly disposition: "INLINE" | "EXTERNAL_LINKS";
  readonly signal: AbortSignal;
}

/** A statement that succeeded; its rows are still with the server. */
export interface FinishedStatement {
  readonly statementId: string;
  readonly columns: readonly ResultColumn[];
  /** Null where the server does not count. */
  readonly rowCount: number | null;
  readonly chunkCount: number | null;
  readonly isTruncated: boolean;
  /** The first chunk, or the links to the first ones; null when it has to be asked for. */
  readonly firstPart: JsonObject | null;
}

const POLL_DELAY_MS_MIN = 100;
const POLL_DELAY_MS_MAX = 5_000;
const POLL_DELAY_GROWTH_RATIO = 1.6;
/** Longest the server is asked to stop a statement that nobody waits for anymore. */
const CANCEL_TIMEOUT_MS = 15_000;
const STATEMENTS_PATH = "/api/2.0/sql/statements";

/**
 * Runs a statement to its end: submits it, asks for its state with a growing delay, and cancels it at the server when
 * `signal` is aborted.
 *
 * @throws DATABRICKS_DENIED, DATABRICKS_NOT_FOUND and others by the statement's own failure; ENGINE_FAILED when it was
 * canceled or closed by somebody else; and what the client throws.
 */
export async function runStatement(
  target: StatementTarget,
  options: StatementOptions,
): Promise<FinishedStatement> {
  const { client } = target;
  let answer = await submit(target, options);
  let delayMs = POLL_DELAY_MS_MIN;
  const statementId = textOf(answer["statement_id"]);
  if (statementId === null) throw unlikeStatement(options.name, "its answer has no id");
  try {
    while (isUnderWay(stateOf(answer))) {
      await client.clock.sleep(delayMs, options.signal);
      delayMs = Math.min(POLL_DELAY_MS_MAX, delayMs * POLL_DELAY_GROWTH_RATIO);
      answer = await client.request({
        method: "GET",
        path: apiPath`/api/2.0/sql/statements/${statementId}`,
        signal: options.signal,
      });
    }
  } catch (error) {
    // Whoever gave up is told at once; the warehouse is told to stop beside that.
    if (options.signal.aborted) target.keep(cancelStatement(client, statementId));
    throw error;
  }
  return finished(answer, options.name, statementId);
}

/** A request that was sent is waited for even when `signal` is aborted: without the id nothing could be canceled. */
async function submit(target: StatementTarget, options: StatementOptions): Promise<JsonObject> {
  const { text, parameters } = statementText(options.sql);
  const sending = target.client.request({
    method: "POST",
    path: STATEMENTS_PATH,
    body: {
      warehouse_id: target.warehouseId,
      statement: text,
      parameters: parameters.map((parameter) => ({ ...parameter })),
      // So long the server holds its first answer back: a quick statement takes one exchange.
      wait_timeout: "10s",
      on_wait_timeout: "CONTINUE",
      disposition: options.disposition,
      format: "JSON_ARRAY",
      query_tags: [
        { key: "application", value: "gatehouse" },
        { key: "query", value: options.name.slice(0, TAG_LENGTH_MAX) },
      ],
      ...(options.rowLimit === null ? {} : { row_limit: options.rowLimit }),
    },
    // Statements of ours only read: a second copy costs time of the warehouse and changes nothing.
    isRepeatable: true,
    isAnswerNeeded: true,
    isRead: true,
    signal: new AbortController().signal,
  });
  let stop = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    options.signal.addEventListener("abort", stop, { once: true });
    if (options.signal.aborted) stop();
  });
  try {
    const answer = await Promise.race([sending, aborted]);
    if (answer !== null) return answer;
  } finally {
    options.signal.removeEventListener("abort", stop);
  }
  target.keep(cancelSubmitted(target.client, sending));
  throw new GatehouseError("ENGINE_FAILED", { message: `query \`${options.name}\` was given up` });
}

/** Longest value of a tag. */
const TAG_LENGTH_MAX = 128;

async function cancelSubmitted(client: DatabricksClient, sending: Promise<JsonObject>): Promise<void> {
  const answer = await sending.catch(() => null);
  const statementId = textOf(answer?.["statement_id"]);
  if (answer !== null && statementId !== null && isUnderWay(stateOf(answer)))
    await cancelStatement(client, statementId);
}

/** Best effort: a statement that is not stopped ends by itself, and there is nobody left to tell. */
async function cancelStatement(client: DatabricksClient, statementId: string): Promise<void> {
  const late = new AbortController();
  const stopTimer = client.clock.after(CANCEL_TIMEOUT_MS, () => late.abort());
  try {
    await client.request({
      method: "POST",
      path: apiPath`/api/2.0/sql/statements/${statementId}/cancel`,
      isRepeatable: true,
      isRead: true,
      signal: late.signal,
    });
  } catch {
    // The question has failed already, with its own error.
  } finally {
    stopTimer();
  }
}

function stateOf(answer: JsonObject): string {
  return statusOf(answer)["state"] === undefined ? "" : (textOf(statusOf(answer)["state"]) ?? "");
}

function statusOf(answer: JsonObject): JsonObject {
  return isObject(answer["status"]) ? answer["status"] : {};
}

function isUnderWay(state: string): boolean {
  return state === "PENDING" || state === "RUNNING";
}

function finished(answer: JsonObject, name: string, statementId: string): FinishedStatement {
  const state = stateOf(answer);
  if (state === "FAILED") throw statementFailure(name, statusOf(answer));
  if (state === "CANCELED" || state === "CLOSED")
    throw new GatehouseError("ENGINE_FAILED", {
      message: `query \`${name}\` was ${state.toLowerCase()} by somebody else`,
      retryable: true,
    });
  const manifest = answer["manifest"];
  if (state !== "SUCCEEDED" || !isObject(manifest))
    throw unlikeStatement(name, "its answer has no known state, or no manifest");
  const result = answer["result"];
  return {
    statementId,
    columns: resultColumns(manifest),
    rowCount: numberOf(manifest["total_row_count"]),
    chunkCount: numberOf(manifest["total_chunk_count"]),
    isTruncated: isTrue(manifest["truncated"]),
    firstPart: isObject(result) ? result : null,
  };
}

function unlikeStatement(name: string, why: string): GatehouseError {
  return new GatehouseError("DATABRICKS_BAD_ANSWER", {
    message: `the answer to query \`${name}\` is not of the documented form: ${why}`,
  });
}
