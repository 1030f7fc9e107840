import type { HttpAnswer } from "./http-exchange.ts";
import { isAccountHost, parseHost } from "./parse-host.ts";
import { isObject, type JsonObject, readJson, textOf } from "./read-json.ts";

export interface TokenEndpointOptions {
  /** Origin of the workspace or account. */
  readonly host: string;
  readonly accountId: string | null;
  /** One short GET without credentials and without retries. */
  readonly get: (url: string) => Promise<HttpAnswer>;
}

/**
 * Where a client's secret is exchanged for a token: what the host's metadata says, else the documented path.
 *
 * Metadata is asked for once and briefly; without it, or when it names a host to which no secret may go, the documented
 * path is right. Source: databricks-sdk-py, databricks/sdk/config.py and oauth.py.
 */
export async function findTokenEndpoint(options: TokenEndpointOptions): Promise<string> {
  const issuer = await findIssuer(options);
  const described = await readMetadata(options, `${issuer}/.well-known/oauth-authorization-server`);
  const endpoint = textOf(described?.["token_endpoint"]);
  return endpoint !== null && isTrusted(endpoint, options.host) ? endpoint : `${issuer}/v1/token`;
}

async function findIssuer(options: TokenEndpointOptions): Promise<string> {
  const { host, accountId } = options;
  const config = await readMetadata(options, `${host}/.well-known/databricks-config`);
  const account = accountId ?? textOf(config?.["account_id"]);
  const named = textOf(config?.["oidc_endpoint"]);
  if (named !== null && isTrusted(named, host) && (account !== null || !named.includes("{account_id}")))
    return named.replaceAll("{account_id}", encodeURIComponent(account ?? "")).replace(/\/+$/, "");
  return isAccountHost(host) && account !== null
    ? `${host}/oidc/accounts/${encodeURIComponent(account)}`
    : `${host}/oidc`;
}

async function readMetadata(options: TokenEndpointOptions, url: string): Promise<JsonObject | null> {
  const answer = await options.get(url);
  if (answer.kind !== "answered" || answer.status !== 200) return null;
  const json = readJson(answer.text)?.value;
  return isObject(json) ? json : null;
}

/** Whether the secret may go there: the same origin, or another host of Databricks over https. */
function isTrusted(endpoint: string, host: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.origin === host) return true;
  if (url.protocol !== "https:") return false;
  try {
    return !isLoopbackName(url) && parseHost(url.origin) === url.origin;
  } catch {
    return false;
  }
}

function isLoopbackName(url: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}
