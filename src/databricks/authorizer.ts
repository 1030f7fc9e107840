import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { HttpAnswer, HttpRequest } from "./http-exchange.ts";
import { isObject, numberOf, readJson, textOf } from "./read-json.ts";
import type { Clock } from "./system-clock.ts";

/** How Gatehouse proves who it is. */
export type DatabricksCredential =
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "oauth_client";
      readonly clientId: string;
      readonly clientSecret: string;
      /** A secret that is limited to scopes must ask for exactly these; `all-apis` when absent. */
      readonly scopes?: readonly string[];
    };

/** Gives requests their authorization. */
export interface Authorizer {
  /** Value of the header. @throws DATABRICKS_UNAUTHENTICATED, DATABRICKS_UNAVAILABLE, DATABRICKS_BAD_ANSWER */
  header(signal: AbortSignal): Promise<string>;
  /** Told that a header was not accepted; true when the next one is another. */
  refused(header: string): boolean;
  /** A text without any secret that this authorizer ever sent. */
  redact(text: string): string;
}

export interface AuthorizerOptions {
  readonly credential: DatabricksCredential;
  /** Where a client's secret is exchanged; asked for once. */
  readonly tokenEndpoint: () => Promise<string>;
  /** Sends with retries, without authorization of its own. */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly toError: (answer: HttpAnswer, title: string) => GatehouseError;
  readonly clock: Clock;
}

/** @throws DATABRICKS_CREDENTIAL_INVALID for what a header cannot carry. */
export function openAuthorizer(options: AuthorizerOptions): Authorizer {
  const { credential } = options;
  return credential.kind === "token"
    ? tokenAuthorizer(credential.token)
    : oauthAuthorizer(credential, options);
}

const TOKEN_REQUEST_TITLE = "POST token endpoint";
/** A token is renewed when less is left of it, or half of its life if that is shorter. */
const RENEWAL_MS = 300_000;
/** Shorter texts are no secrets; removing them would only garble messages. */
const SECRET_LENGTH_MIN = 4;
/** Access tokens of the past that are still removed from messages. */
const REMEMBERED_TOKEN_COUNT = 8;

/** Without `cause`: the runtime's own error would quote the header. */
function checkedSecret(text: string, what: string): string {
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new GatehouseError("DATABRICKS_CREDENTIAL_INVALID", {
      message: `the ${what} is empty or holds a character that a header cannot carry`,
    });
  return text;
}

function redactor(secrets: () => readonly string[]): (text: string) => string {
  return (text) => {
    let clean = text;
    for (const secret of secrets()) {
      if (secret.length < SECRET_LENGTH_MIN) continue;
      clean = clean.replaceAll(secret, "***").replaceAll(encodeURIComponent(secret), "***");
    }
    return clean;
  };
}

function tokenAuthorizer(token: string): Authorizer {
  const secret = checkedSecret(token, "token");
  return {
    header: async () => `Bearer ${secret}`,
    refused: () => false,
    redact: redactor(() => [secret]),
  };
}

interface AccessToken {
  readonly value: string;
  readonly renewAtMs: number;
}

function oauthAuthorizer(
  credential: Extract<DatabricksCredential, { readonly kind: "oauth_client" }>,
  options: AuthorizerOptions,
): Authorizer {
  const clientId = checkedSecret(credential.clientId, "client id");
  const clientSecret = checkedSecret(credential.clientSecret, "client secret");
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const issued: string[] = [];
  let current: AccessToken | null = null;
  let renewing: Promise<AccessToken> | null = null;

  async function fetchToken(): Promise<AccessToken> {
    const answer = await options.send({
      method: "POST",
      url: await options.tokenEndpoint(),
      headers: {
        Authorization: `Basic ${basic}`,
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "application/json",
      },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: credential.scopes?.join(" ") ?? "all-apis",
      }).toString(),
      signal: new AbortController().signal,
    });
    const token = readToken(answer, options.clock.nowMs());
    if (token === null) throw options.toError(answer, TOKEN_REQUEST_TITLE);
    issued.push(token.value);
    if (issued.length > REMEMBERED_TOKEN_COUNT) issued.shift();
    return token;
  }

  async function renew(): Promise<AccessToken> {
    try {
      current = await fetchToken();
      return current;
    } finally {
      renewing = null;
    }
  }

  return {
    async header(signal) {
      if (current !== null && options.clock.nowMs() < current.renewAtMs) return `Bearer ${current.value}`;
      if (signal.aborted) throw options.toError({ kind: "canceled" }, TOKEN_REQUEST_TITLE);
      renewing ??= renew();
      const token = await orAborted(renewing, signal);
      if (token === null) throw options.toError({ kind: "canceled" }, TOKEN_REQUEST_TITLE);
      return `Bearer ${token.value}`;
    },
    refused(header) {
      if (current !== null && header === `Bearer ${current.value}`) current = null;
      return true;
    },
    redact: redactor(() => [clientSecret, basic, ...issued]),
  };
}

/** What comes of `work`; null when `signal` is aborted before. The work goes on: others wait for it, too. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | null> {
  let stop = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Null when the answer holds no usable token. The lifetime is a number, or its digits as text. */
function readToken(answer: HttpAnswer, nowMs: number): AccessToken | null {
  if (answer.kind !== "answered" || answer.status !== 200) return null;
  const json = readJson(answer.text)?.value;
  if (!isObject(json)) return null;
  const value = textOf(json["access_token"]);
  const lifetimeSeconds = numberOf(json["expires_in"]);
  if (value === null || !/^[\x21-\x7e]+$/.test(value)) return null;
  if (lifetimeSeconds === null || lifetimeSeconds <= 0) return null;
  const lifetimeMs = lifetimeSeconds * 1_000;
  return { value, renewAtMs: nowMs + lifetimeMs - Math.min(RENEWAL_MS, lifetimeMs / 2) };
}
