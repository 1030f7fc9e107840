import type { Clock } from "./system-clock.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface HttpLimits {
  readonly timeoutMs: number;
  /** Longest answer that is read. */
  readonly answerBytesMax: number;
}

/** How one exchange ended. A problem is a word or two that name neither the address nor a header. */
export type HttpAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly headers: Headers; readonly text: string }
  /** The request did not arrive. */
  | { readonly kind: "not_connected"; readonly problem: string; readonly isLasting: boolean }
  /** It may have arrived; no whole answer came back. */
  | { readonly kind: "interrupted"; readonly problem: string }
  | { readonly kind: "canceled" };

/** Sends one request and reads its answer. Follows no redirect: credentials stay with the host they are for. Never throws. */
export async function httpExchange(
  request: HttpRequest,
  limits: HttpLimits,
  clock: Clock,
): Promise<HttpAnswer> {
  const slow = new AbortController();
  const stopTimer = clock.after(limits.timeoutMs, () => slow.abort());
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.any([request.signal, slow.signal]),
    });
    const text = await readText(response, limits.answerBytesMax);
    if (text === null)
      return { kind: "interrupted", problem: `an answer of more than ${limits.answerBytesMax} bytes` };
    return { kind: "answered", status: response.status, headers: response.headers, text };
  } catch (error) {
    if (request.signal.aborted) return { kind: "canceled" };
    if (slow.signal.aborted)
      return { kind: "interrupted", problem: `no whole answer within ${limits.timeoutMs} ms` };
    return brokenOff(error);
  } finally {
    stopTimer();
  }
}

async function readText(response: Response, bytesMax: number): Promise<string | null> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let byteCount = 0;
  for await (const bytes of response.body) {
    byteCount += bytes.byteLength;
    if (byteCount > bytesMax) return null;
    parts.push(decoder.decode(bytes, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/** Codes of errors after which nothing has been sent, with words for them. */
const CONNECT_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "there is no network to it",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
};

function brokenOff(error: unknown): HttpAnswer {
  const code = codeOf(error);
  const problem = CONNECT_PROBLEMS[code];
  if (problem !== undefined) return { kind: "not_connected", problem, isLasting: false };
  if (/CERT|SELF_SIGNED|ERR_TLS|ISSUER|ERR_SSL/.test(code))
    return { kind: "not_connected", problem: "its certificate is not trusted", isLasting: true };
  return { kind: "interrupted", problem: `the connection broke (${code === "" ? "unknown" : code})` };
}

/** Causes are nested: the runtime's error, then that of the socket. */
const CAUSE_DEPTH_MAX = 4;

function codeOf(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth++) {
    if ("code" in current && typeof current.code === "string") return current.code;
    const [first] = current instanceof AggregateError ? current.errors : [current.cause];
    current = first;
  }
  return "";
}
