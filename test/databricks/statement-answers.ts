import type { RecordedServer, Reply } from "./recorded-server.ts";

/** What a statement gives. Values are texts, as they travel. */
export interface StatementAnswer {
  readonly columns: readonly (readonly [name: string, typeName: string])[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows of a chunk. */
  readonly chunkLength?: number;
  /** How often its state is asked for before it is done. */
  readonly pollCount?: number;
  readonly isTruncated?: boolean;
}

export interface StatementError {
  readonly errorCode: string;
  readonly message: string;
  readonly sqlState?: string;
}

/** What was submitted. */
export interface Submitted {
  readonly statement: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly value?: string }[];
  readonly disposition: string;
}

/** What goes wrong with one request for a chunk or behind a link. */
export type ChunkFault =
  | "none"
  | "cut_short"
  | "gone"
  | "page"
  | "empty"
  | "too_busy"
  | "broken_connection"
  | "expired";

export interface StatementServerOptions {
  readonly nowMs: () => number;
  answerOf(submitted: Submitted): StatementAnswer | StatementError;
  /** Asked for before each chunk and link. */
  readonly nextFault?: () => ChunkFault;
  /** Takes the ids of statements that are canceled. */
  readonly onCancel?: (statementId: string) => void;
}

/** Speaks SQL Statement Execution in the shapes of its documentation: states, chunks, links that expire, errors inside of 200. */
export function answerStatements(
  server: RecordedServer,
  options: StatementServerOptions,
): readonly Submitted[] {
  const submissions: Submitted[] = [];
  const pollsLeft = new Map<string, number>();

  function state(id: number): Reply {
    const submitted = submissions[id];
    if (submitted === undefined) return { status: 404, body: { error_code: "NOT_FOUND", message: "gone" } };
    const answer = options.answerOf(submitted);
    const statement_id = String(id);
    if ("errorCode" in answer) {
      const error = { error_code: answer.errorCode, message: answer.message };
      return { body: { statement_id, status: { state: "FAILED", error, sql_state: answer.sqlState } } };
    }
    const left = pollsLeft.get(statement_id) ?? answer.pollCount ?? 0;
    pollsLeft.set(statement_id, left - 1);
    if (left > 0) return { body: { statement_id, status: { state: left > 1 ? "PENDING" : "RUNNING" } } };
    const chunks = chunksOf(answer);
    return {
      body: {
        statement_id,
        status: { state: "SUCCEEDED" },
        manifest: {
          format: "JSON_ARRAY",
          schema: {
            column_count: answer.columns.length,
            columns: answer.columns.map(([name, type_name], position) => ({
              name,
              position,
              type_name,
              type_text: type_name,
            })),
          },
          total_chunk_count: chunks.length,
          total_row_count: answer.rows.length,
          truncated: answer.isTruncated === true,
        },
        result: chunks.length === 0 ? {} : part(id, 0),
      },
    };
  }

  function part(id: number, index: number): object {
    const submitted = submissions[id];
    const answer = submitted === undefined ? null : options.answerOf(submitted);
    if (answer === null || "errorCode" in answer) return {};
    const chunks = chunksOf(answer);
    const chunk = chunks[index];
    const about = {
      chunk_index: index,
      row_offset: chunks.slice(0, index).flat().length,
      row_count: chunk?.length ?? 0,
      ...(index + 1 < chunks.length ? { next_chunk_index: index + 1 } : {}),
    };
    if (submitted?.disposition === "INLINE") return { ...about, data_array: chunk };
    const isExpired = options.nextFault?.() === "expired";
    return {
      external_links: [
        {
          ...about,
          external_link: `${server.url}/storage/${id}/${index}?sig=s3cret`,
          expiration: new Date(options.nowMs() + (isExpired ? -1 : 900_000)).toISOString(),
          http_headers: { "x-storage": "1" },
        },
      ],
    };
  }

  server.answer((request) => {
    const [, first, second, third] = request.path.split("/");
    if (first === "storage") {
      if (request.headers["authorization"] !== undefined)
        return { status: 400, body: "only one authorization" };
      return stored(options, submissions[Number(second)], Number(third));
    }
    const [, , , , , id, verb, , index] = request.path.split("/");
    if (request.method === "POST" && id === undefined) {
      submissions.push(JSON.parse(request.body));
      return state(submissions.length - 1);
    }
    if (verb === "cancel") {
      options.onCancel?.(id ?? "");
      return {};
    }
    if (verb !== "result") return state(Number(id));
    return faulty(options.nextFault?.() ?? "none", { body: part(Number(id), Number(index)) });
  });
  return submissions;
}

function chunksOf({ rows, chunkLength = 1_000 }: StatementAnswer): readonly StatementAnswer["rows"][] {
  const chunks: StatementAnswer["rows"][] = [];
  for (let from = 0; from < rows.length; from += chunkLength)
    chunks.push(rows.slice(from, from + chunkLength));
  return chunks;
}

function stored(options: StatementServerOptions, submitted: Submitted | undefined, index: number): Reply {
  const answer = submitted === undefined ? null : options.answerOf(submitted);
  if (answer === null || "errorCode" in answer) return { status: 404 };
  return faulty(options.nextFault?.() ?? "none", { body: JSON.stringify(chunksOf(answer)[index]) });
}

function faulty(fault: ChunkFault, reply: Reply): Reply {
  switch (fault) {
    case "none":
    case "expired":
      return reply;
    case "cut_short": {
      if (typeof reply.body !== "string") return { status: 500, body: "{" };
      return { body: reply.body.slice(0, reply.body.length / 2) };
    }
    case "gone":
      return { status: 503, body: "<Error><Code>AccessDenied</Code></Error>" };
    case "page":
      return { status: 502, body: "<html><title>Bad gateway</title></html>" };
    case "empty":
      return { status: 200, body: "" };
    case "too_busy":
      return { status: 429, headers: { "retry-after": "2" } };
    case "broken_connection":
      return { isBroken: true };
  }
}
