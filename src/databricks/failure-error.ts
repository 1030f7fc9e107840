import type { ErrorCode } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import { isPage, parseFailure } from "./parse-failure.ts";

/** What failed, in words: `GET /api/…`. */
export interface FailedRequest {
  readonly title: string;
  /** Removes every secret from a text. */
  readonly redact: (text: string) => string;
}

/** Longest part of Databricks' text that a message repeats. */
const TEXT_LENGTH_MAX = 300;

/** The error for an exchange that did not end in an answer of the kind that was asked for. */
export function failureError(answer: HttpAnswer, request: FailedRequest): GatehouseError {
  const { title } = request;
  switch (answer.kind) {
    case "canceled":
      return new GatehouseError("DATABRICKS_UNAVAILABLE", { message: `\`${title}\` was canceled` });
    case "not_connected":
      return new GatehouseError("DATABRICKS_UNAVAILABLE", {
        message: `\`${title}\` did not reach Databricks: ${answer.problem}`,
        retryable: !answer.isLasting,
      });
    case "interrupted":
      return new GatehouseError("DATABRICKS_UNAVAILABLE", {
        message: `\`${title}\` was not answered: ${answer.problem}`,
        retryable: true,
      });
    case "answered":
      return answeredError(answer, request);
  }
}

function answeredError(
  { status, headers, text }: Extract<HttpAnswer, { readonly kind: "answered" }>,
  { title, redact }: FailedRequest,
): GatehouseError {
  const failure = parseFailure(text);
  const requestId = headers.get("x-request-id") ?? headers.get("x-databricks-request-id");
  const context = {
    status,
    databricksCode: redact(failure.code),
    ...(requestId === null ? {} : { requestId: redact(requestId) }),
  };
  if (status < 400)
    return new GatehouseError("DATABRICKS_BAD_ANSWER", { message: unlikeApi(title, status, text), context });
  const said = oneLine(redact(failure.message));
  const named = failure.code === "" ? said : `${redact(failure.code)}: ${said}`;
  const code = codeOf(status, failure.code, failure.message);
  return new GatehouseError(code, {
    message: `\`${title}\` failed with status ${status}: ${named}`,
    retryable: code === "DATABRICKS_RATE_LIMITED" || code === "DATABRICKS_UNAVAILABLE",
    context,
  });
}

function unlikeApi(title: string, status: number, text: string): string {
  if (status >= 300)
    return `\`${title}\` was sent elsewhere (status ${status}): the host is another one, or wants a private link`;
  if (isPage(text))
    return `\`${title}\` was answered with a web page: the host is another one, or a login page`;
  return `\`${title}\` was answered with something that is no JSON object`;
}

/** Databricks answers with 400 to a request for a job, run or cluster that is gone. Source: databricks-sdk-py, errors/overrides.py. */
const GONE = /^(?:Job|Run|Cluster) \S+ (?:does not exist|not found)/i;
const NOT_FOUND_CODES = /(?:^|_)(?:NOT_FOUND|DOES_NOT_EXIST)$/;

function codeOf(status: number, code: string, message: string): ErrorCode {
  if (status === 401 || code === "invalid_client") return "DATABRICKS_UNAUTHENTICATED";
  if (status === 403) return "DATABRICKS_DENIED";
  if (status === 404 || NOT_FOUND_CODES.test(code)) return "DATABRICKS_NOT_FOUND";
  if (status === 400 && GONE.test(message)) return "DATABRICKS_NOT_FOUND";
  if (status === 429) return "DATABRICKS_RATE_LIMITED";
  return status >= 500 && status !== 501 ? "DATABRICKS_UNAVAILABLE" : "DATABRICKS_REFUSED";
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX)}…` : line;
}
