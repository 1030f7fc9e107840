import { principalName, type SimulatedPrincipal } from "../account/account.ts";
import { isAccountAdmin, isAssigned } from "../account/admin-roles.ts";
import { findToken, TOKEN_PREFIX } from "./access-tokens.ts";
import { fail, failDenied } from "./api-error.ts";
import type { Caller, Emulator, EmulatorContext } from "./emulator.ts";

/** Whether a request speaks to one workspace or to the account. */
export type ApiLevel = "workspace" | "account";

const NOT_SENT = "Credential was not sent or was of an unsupported type for this API.";
const NOT_ACTIVE = "The user or service principal of this credential is not active.";
/** Scope that includes all others. */
export const ALL_SCOPES = "all-apis";

interface Identity {
  readonly principalId: string;
  readonly tokenId: string | null;
  readonly scopes: readonly string[];
}

/**
 * Who sent the request. Leaves the login row that each authenticated call leaves, a failed one for who is inactive.
 * @param scope that an OAuth token or scoped token must have; null: any.
 * @throws 401 without a valid token, 403 without the scope or without a place in the workspace.
 */
export function authenticate(
  emulator: Emulator,
  ctx: EmulatorContext,
  need: { readonly scope: string | null; readonly level: ApiLevel },
): Caller {
  const { account } = emulator.simulation;
  const identity = identify(emulator, ctx.req.header("authorization"));
  const principal = account.principals.get(identity.principalId);
  if (principal === undefined) return fail(401, "UNAUTHENTICATED", NOT_ACTIVE);
  const caller = callerOf(ctx, principal, identity);
  recordLogin(emulator, caller);
  if (!principal.isActive) return fail(401, "UNAUTHENTICATED", NOT_ACTIVE);
  ctx.set("caller", caller);
  if (need.scope !== null && ![ALL_SCOPES, need.scope].some((scope) => caller.scopes.includes(scope)))
    return failDenied(`Provided OAuth token does not have required scopes: ${need.scope}`);
  if (need.level === "workspace" && !mayEnter(emulator, caller))
    return failDenied(`Invalid access to Org: ${caller.workspaceId}`);
  return caller;
}

function mayEnter(emulator: Emulator, { principalId, workspaceId }: Caller): boolean {
  const { account } = emulator.simulation;
  return isAssigned(account, principalId, workspaceId) || isAccountAdmin(account, principalId);
}

/** `Bearer`, or `Basic` with the user name `token`, as drivers send personal access tokens. */
function identify(emulator: Emulator, authorization: string | undefined): Identity {
  const [scheme, value] = authorization?.trim().split(/\s+/, 2) ?? [];
  if (scheme === undefined || value === undefined) return fail(401, "UNAUTHENTICATED", NOT_SENT);
  if (/^bearer$/i.test(scheme)) return identifyToken(emulator, value);
  const [user, password] = /^basic$/i.test(scheme) ? basicCredentials(value) : [];
  if (user !== "token" || password === undefined) return fail(401, "UNAUTHENTICATED", NOT_SENT);
  return identifyToken(emulator, password);
}

/** User name and password of `Basic` credentials (RFC 7617). */
export function basicCredentials(value: string): readonly [string, string] | readonly [] {
  const text = Buffer.from(value, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? [] : [text.slice(0, colon), text.slice(colon + 1)];
}

function identifyToken({ simulation, accessTokens }: Emulator, value: string): Identity {
  if (!value.startsWith(TOKEN_PREFIX)) {
    const grant = accessTokens.verify(value);
    if (grant === null) return fail(401, "UNAUTHENTICATED", "Invalid access token.");
    if (grant === "expired") return fail(401, "UNAUTHENTICATED", "Access token has expired.");
    return { ...grant, tokenId: null };
  }
  const token = findToken(simulation.account, value);
  if (token === null) return fail(401, "UNAUTHENTICATED", "Invalid access token.");
  if (token.expiresAt !== null && token.expiresAt <= simulation.now())
    return fail(401, "UNAUTHENTICATED", "Access token has expired.");
  const scopes = token.scopes.length === 0 ? [ALL_SCOPES] : token.scopes;
  return { principalId: token.owner, tokenId: token.id, scopes };
}

function callerOf(ctx: EmulatorContext, principal: SimulatedPrincipal, identity: Identity): Caller {
  return {
    principalId: principal.id,
    name: principalName(principal),
    workspaceId: ctx.get("workspaceId"),
    address: callerAddress(ctx),
    userAgent: ctx.req.header("user-agent") ?? "",
    tokenId: identity.tokenId,
    scopes: identity.scopes,
  };
}

/** First address of `X-Forwarded-For`, else loopback: so that a test can be an attacker from elsewhere. */
export function callerAddress(ctx: EmulatorContext): string {
  const forwarded = ctx.req.header("x-forwarded-for")?.split(",")[0]?.trim();
  return forwarded === undefined || forwarded === "" ? "127.0.0.1" : forwarded;
}

function recordLogin({ simulation }: Emulator, caller: Caller): void {
  simulation.perform({
    at: simulation.now(),
    actor: caller.name,
    workspaceId: caller.workspaceId,
    address: caller.address,
    userAgent: caller.userAgent,
    tokenId: caller.tokenId,
    kind: "login",
    action: caller.tokenId === null ? "oidcTokenAuthorization" : "tokenLogin",
    isSuccess: true,
  });
}
