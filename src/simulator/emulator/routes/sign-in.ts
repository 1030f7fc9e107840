import { principalName } from "../../account/account.ts";
import { ACCESS_TOKEN_LIFETIME_S, type AccessGrant, findToken, valueHash } from "../access-tokens.ts";
import { ALL_SCOPES, basicCredentials, callerAddress } from "../authenticate.ts";
import type { Emulator, EmulatorApp, EmulatorContext } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { workspacePrefix } from "../workspace-prefix.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/** Discovery and the token endpoint: OAuth for machines, on the level of workspace and account. */
export function signInRoutes(app: EmulatorApp, emulator: Emulator): void {
  app.get("/.well-known/databricks-config", (ctx) => ctx.json(hostMetadata(emulator, ctx)));
  for (const path of ["/oidc", "/oidc/accounts/:account"]) {
    app.get(`${path}/.well-known/oauth-authorization-server`, (ctx) => ctx.json(endpoints(emulator, ctx)));
    app.get(`${path}/.well-known/openid-configuration`, (ctx) => ctx.json(endpoints(emulator, ctx)));
    app.post(`${path}/v1/token`, async (ctx) => answerToken(emulator, ctx, await ctx.req.text()));
  }
}

/** Where the host of this request answers: with the prefix of its workspace when it was given by prefix. */
function baseUrl({ url }: Emulator, ctx: EmulatorContext): string {
  return `${url()}${workspacePrefix(new URL(ctx.req.url).pathname)}`;
}

function hostMetadata(emulator: Emulator, ctx: EmulatorContext): JsonObject {
  return {
    oidc_endpoint: `${baseUrl(emulator, ctx)}/oidc`,
    account_id: emulator.simulation.account.accountId,
    workspace_id: ctx.get("workspaceId"),
    cloud: "AWS",
    host_type: "workspace",
  };
}

function endpoints(emulator: Emulator, ctx: EmulatorContext): JsonObject {
  const account = ctx.req.param("account");
  const base = `${baseUrl(emulator, ctx)}/oidc${account === undefined ? "" : `/accounts/${account}`}`;
  return {
    issuer: base,
    authorization_endpoint: `${base}/v1/authorize`,
    token_endpoint: `${base}/v1/token`,
    jwks_uri: `${base}/jwks.json`,
    scopes_supported: [
      ALL_SCOPES,
      "sql",
      "unity-catalog",
      "scim",
      "access-management",
      "jobs",
      "offline_access",
    ],
    response_types_supported: ["code"],
    grant_types_supported: ["client_credentials", "authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
    code_challenge_methods_supported: ["S256"],
  };
}

interface OauthError {
  readonly error: string;
  readonly description: string;
  readonly status: 400 | 401;
}

function answerToken(emulator: Emulator, ctx: EmulatorContext, body: string): Response {
  const form = new URLSearchParams(body);
  const issued = issue(emulator, ctx, form);
  if ("error" in issued)
    return ctx.json({ error: issued.error, error_description: issued.description }, issued.status);
  ctx.header("cache-control", "no-store");
  return ctx.json({
    access_token: issued.token,
    token_type: "Bearer",
    expires_in: ACCESS_TOKEN_LIFETIME_S,
    scope: issued.scopes.join(" "),
  });
}

type Issued = { readonly token: string; readonly scopes: readonly string[] } | OauthError;

function issue(emulator: Emulator, ctx: EmulatorContext, form: URLSearchParams): Issued {
  const accountId = ctx.req.param("account");
  if (accountId !== undefined && accountId !== emulator.simulation.account.accountId)
    return { error: "invalid_request", description: "Unknown account.", status: 400 };
  const grantType = form.get("grant_type");
  if (grantType === "client_credentials") return clientCredentials(emulator, ctx, form);
  if (grantType === TOKEN_EXCHANGE) return exchange(emulator, form);
  if (grantType === null || grantType === "")
    return { error: "invalid_request", description: "grant_type is missing.", status: 400 };
  return {
    error: "unsupported_grant_type",
    description: `Grant type ${grantType} is not supported.`,
    status: 400,
  };
}

/** Client id and secret by `Basic` header or in the form (RFC 6749, section 2.3.1). */
function clientCredentials(emulator: Emulator, ctx: EmulatorContext, form: URLSearchParams): Issued {
  const [scheme, value] = ctx.req.header("authorization")?.split(" ", 2) ?? [];
  const [basicId, basicSecret] = scheme?.toLowerCase() === "basic" ? basicCredentials(value ?? "") : [];
  const clientId = basicId ?? form.get("client_id");
  const secretValue = basicSecret ?? form.get("client_secret");
  const { account } = emulator.simulation;
  const principal = [...account.principals.values()].find(
    (candidate) => candidate.kind === "service_principal" && candidate.applicationId === clientId,
  );
  const hash = valueHash(secretValue ?? "");
  const secret = [...account.secrets.values()].find(
    (candidate) => candidate.owner === principal?.id && candidate.valueHash === hash,
  );
  const isKnown = principal?.isActive === true && secret !== undefined;
  const isValid = isKnown && secret.expiresAt > emulator.simulation.now();
  recordLogin(emulator, ctx, { clientId: clientId ?? "", isSuccess: isValid });
  if (!isValid) return { error: "invalid_client", description: "Client authentication failed", status: 401 };
  const scopes = grantedScopes(secret.scopes, form.get("scope"));
  if (scopes === null)
    return {
      error: "invalid_scope",
      description: "The requested scope is not allowed for this secret.",
      status: 400,
    };
  const grant = { principalId: principal.id, clientId: principalName(principal), scopes };
  return { token: emulator.accessTokens.issue(grant), scopes };
}

/** A secret limited to scopes gives exactly such scopes; an unlimited one gives what is asked for. */
function grantedScopes(allowed: readonly string[], asked: string | null): readonly string[] | null {
  const scopes = (asked ?? "").split(/\s+/).filter((scope) => scope !== "");
  if (allowed.length === 0 || allowed.includes(ALL_SCOPES))
    return scopes.length === 0 ? [ALL_SCOPES] : scopes;
  if (scopes.length === 0) return allowed;
  return scopes.every((scope) => allowed.includes(scope)) ? scopes : null;
}

/** A token of this server for one of the same or fewer scopes. Tokens of other issuers are not known here. */
function exchange(emulator: Emulator, form: URLSearchParams): Issued {
  const subject = subjectOf(emulator, form.get("subject_token") ?? "");
  const principal =
    subject === null ? undefined : emulator.simulation.account.principals.get(subject.principalId);
  if (subject === null || principal?.isActive !== true)
    return { error: "invalid_grant", description: "The subject token is not valid.", status: 400 };
  const scopes = grantedScopes(subject.scopes, form.get("scope"));
  if (scopes === null)
    return {
      error: "invalid_scope",
      description: "The subject token does not have that scope.",
      status: 400,
    };
  const issued = { principalId: principal.id, clientId: principalName(principal), scopes };
  return { token: emulator.accessTokens.issue(issued), scopes };
}

function subjectOf({ simulation, accessTokens }: Emulator, value: string): AccessGrant | null {
  const grant = accessTokens.verify(value);
  if (grant === "expired") return null;
  if (grant !== null) return grant;
  const token = findToken(simulation.account, value);
  if (token === null || (token.expiresAt !== null && token.expiresAt <= simulation.now())) return null;
  return { principalId: token.owner, scopes: token.scopes };
}

function recordLogin(
  { simulation }: Emulator,
  ctx: EmulatorContext,
  login: { readonly clientId: string; readonly isSuccess: boolean },
): void {
  simulation.perform({
    at: simulation.now(),
    actor: login.clientId,
    workspaceId: ctx.req.param("account") === undefined ? ctx.get("workspaceId") : null,
    address: callerAddress(ctx),
    userAgent: ctx.req.header("user-agent") ?? "",
    tokenId: null,
    kind: "login",
    action: "oidcTokenAuthorization",
    isSuccess: login.isSuccess,
  });
}
