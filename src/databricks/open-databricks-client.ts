import type { Json } from "../domain/brand.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { type Authorizer, type DatabricksCredential, openAuthorizer } from "./authorizer.ts";
import { failureError } from "./failure-error.ts";
import { findTokenEndpoint } from "./find-token-endpoint.ts";
import { type HttpAnswer, type HttpRequest, httpExchange } from "./http-exchange.ts";
import { isLoopbackOrigin, parseHost } from "./parse-host.ts";
import { isObject, type JsonObject, readJson } from "./read-json.ts";
import { type Clock, systemClock } from "./system-clock.ts";
import { openTokenBucket } from "./token-bucket.ts";
import { withRetries } from "./with-retries.ts";

export interface DatabricksClientOptions {
  /** Address of the workspace or account, see {@link parseHost}. */
  readonly host: string;
  readonly credential: DatabricksCredential;
  /** Which workspace, on a host that serves several; null where the host says it. */
  readonly workspaceId: string | null;
  /** Needed for the token of an account host whose metadata does not tell it. */
  readonly accountId: string | null;
  /** Version of Gatehouse, for the user agent. */
  readonly version: string;
  /** Requests a second that change nothing; 10 when absent. */
  readonly readCountPerSecond?: number;
  /** Requests a second that change something; 1 when absent. */
  readonly writeCountPerSecond?: number;
  readonly clock?: Clock;
  /** Uniform over [0, 1): jitter of retries. */
  readonly random?: () => number;
}

export interface DatabricksRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Made by `apiPath`. */
  readonly path: string;
  /** Null and absent values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null>>;
  readonly body?: Json;
  /** A second copy does no harm: false for POST, true for the others when absent. */
  readonly isRepeatable?: boolean;
  /** An empty answer is a broken one: true for GET, false for the others when absent. */
  readonly isAnswerNeeded?: boolean;
  /** Changes nothing in the account: true for GET, false for the others when absent. */
  readonly isRead?: boolean;
  readonly signal: AbortSignal;
}

/** A link that a statement's result lies behind. */
export interface DatabricksLink {
  /** A secret: it opens the result without any credential. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Speaks JSON over HTTP to one workspace or account. */
export interface DatabricksClient {
  /** Origin, without secrets. */
  readonly host: string;
  readonly clock: Clock;
  /**
   * One request, with retries. An answer without a body is `{}` where none is needed.
   * @throws DATABRICKS_UNAUTHENTICATED, DATABRICKS_DENIED, DATABRICKS_NOT_FOUND, DATABRICKS_REFUSED,
   * DATABRICKS_RATE_LIMITED, DATABRICKS_UNAVAILABLE, DATABRICKS_BAD_ANSWER
   */
  request(request: DatabricksRequest): Promise<JsonObject>;
  /** The text behind a link, asked for once, without our credential; null when there is none to be had. */
  download(link: DatabricksLink): Promise<string | null>;
}

const READS_PER_SECOND = 10;
const WRITES_PER_SECOND = 1;
const REQUEST_TIMEOUT_MS = 60_000;
/** Metadata is a convenience: an unreachable path must not hold up the first request. */
const METADATA_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 300_000;
/** An inline result has at most 25 MiB, a list of grants far less. */
const ANSWER_BYTES_MAX = 67_108_864;
/** Chunks of results are about 20 MiB of compressed Arrow; as JSON some have ten times that. */
const DOWNLOAD_BYTES_MAX = 402_653_184;

/**
 * Opens a client; nothing is sent before the first request. Secrets occur in headers only: never in addresses, messages,
 * contexts or causes of errors.
 *
 * @throws DATABRICKS_HOST_REFUSED, DATABRICKS_CREDENTIAL_INVALID
 */
export function openDatabricksClient(options: DatabricksClientOptions): DatabricksClient {
  const host = parseHost(options.host);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const userAgent = { "User-Agent": `gatehouse/${options.version}` };
  const limits = { timeoutMs: REQUEST_TIMEOUT_MS, answerBytesMax: ANSWER_BYTES_MAX };
  let endpoint: Promise<string> | null = null;

  const authorizer: Authorizer = openAuthorizer({
    credential: options.credential,
    clock,
    tokenEndpoint() {
      endpoint ??= findTokenEndpoint({
        host,
        accountId: options.accountId,
        get: (url) =>
          httpExchange(
            { method: "GET", url, headers: userAgent, body: null, signal: new AbortController().signal },
            { ...limits, timeoutMs: METADATA_TIMEOUT_MS },
            clock,
          ),
      });
      return endpoint;
    },
    send: (request) =>
      withRetries(
        () => httpExchange({ ...request, headers: { ...request.headers, ...userAgent } }, limits, clock),
        { isRepeatable: true, isAnswerNeeded: true, signal: request.signal, clock, random },
      ),
    toError: (answer, title) => failureError(answer, { title, redact: (text) => authorizer.redact(text) }),
  });
  const send = sender({ authorizer, clock, options, userAgent, limits, host, random });

  return {
    host,
    clock,
    async request(request) {
      const answer = await send(request);
      const json = successOf(answer, isAnswerNeeded(request));
      if (json !== null) return json;
      throw failureError(answer, { title: `${request.method} ${request.path}`, redact: authorizer.redact });
    },
    async download({ url, headers, signal }) {
      if (!isSafeLink(url, host))
        throw new GatehouseError("DATABRICKS_BAD_ANSWER", {
          message: "a link to a result is not one over https",
        });
      const answer = await httpExchange(
        {
          method: "GET",
          url,
          headers: { ...withoutAuthorization(headers), ...userAgent },
          body: null,
          signal,
        },
        { timeoutMs: DOWNLOAD_TIMEOUT_MS, answerBytesMax: DOWNLOAD_BYTES_MAX },
        clock,
      );
      return answer.kind === "answered" && answer.status === 200 ? answer.text : null;
    },
  };
}

interface SenderParts {
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly options: DatabricksClientOptions;
  readonly userAgent: Readonly<Record<string, string>>;
  readonly limits: { readonly timeoutMs: number; readonly answerBytesMax: number };
  readonly host: string;
  readonly random: () => number;
}

/** Sends with authorization, in its turn, with retries; once more with a new token when the old one was refused. */
function sender(parts: SenderParts): (request: DatabricksRequest) => Promise<HttpAnswer> {
  const { authorizer, clock, options, host, random } = parts;
  const reads = openTokenBucket(options.readCountPerSecond ?? READS_PER_SECOND, clock);
  const writes = openTokenBucket(options.writeCountPerSecond ?? WRITES_PER_SECOND, clock);
  const workspace: Readonly<Record<string, string>> =
    options.workspaceId === null ? {} : { "X-Databricks-Workspace-Id": options.workspaceId };

  async function once(request: DatabricksRequest, authorization: string): Promise<HttpAnswer> {
    await ((request.isRead ?? request.method === "GET") ? reads : writes).take(request.signal);
    if (request.signal.aborted) return { kind: "canceled" };
    const http: HttpRequest = {
      method: request.method,
      url: `${host}${request.path}${queryText(request.query ?? {})}`,
      headers: {
        ...parts.userAgent,
        ...workspace,
        Accept: "application/json",
        Authorization: authorization,
        ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal,
    };
    return httpExchange(http, parts.limits, clock);
  }

  return async (request) => {
    let isRenewed = false;
    return withRetries(
      async () => {
        const authorization = await authorizer.header(request.signal);
        const answer = await once(request, authorization);
        const isRefused = answer.kind === "answered" && answer.status === 401;
        if (!isRefused || isRenewed || !authorizer.refused(authorization)) return answer;
        isRenewed = true;
        return once(request, await authorizer.header(request.signal));
      },
      {
        isRepeatable: request.isRepeatable ?? request.method !== "POST",
        isAnswerNeeded: isAnswerNeeded(request),
        signal: request.signal,
        clock,
        random,
      },
    );
  };
}

function isAnswerNeeded(request: DatabricksRequest): boolean {
  return request.isAnswerNeeded ?? request.method === "GET";
}

/** The object that a success holds; null when it is no success or holds something else. */
function successOf(answer: HttpAnswer, isNeeded: boolean): JsonObject | null {
  if (answer.kind !== "answered" || answer.status < 200 || answer.status >= 300) return null;
  if (answer.text.trim() === "") return isNeeded ? null : {};
  const json = readJson(answer.text)?.value;
  return isObject(json) ? json : null;
}

function queryText(query: NonNullable<DatabricksRequest["query"]>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) parameters.set(name, String(value));
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** Links lead to the storage of a cloud, whose names are many; http only to this machine from this machine. */
function isSafeLink(url: string, host: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return protocol === "https:" || (isLoopbackOrigin(host) && isLoopbackOrigin(origin));
}

/** Whatever an answer asks for: our own credential never goes to storage. */
function withoutAuthorization(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"),
  );
}
