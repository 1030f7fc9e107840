import type { SimulatedPrincipal } from "../account/account.ts";
import type { ActOrigin } from "./act.ts";
import { keptParams, memoryOf } from "./act-memory.ts";
import { callerOf, PLATFORM, refuseToken } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { ACCOUNT_LEVEL } from "./log-audit.ts";

const OK = 200;
const UNAUTHENTICATED = 401;
/** Source of the method of tokens and of single sign-on: values seen in audit logs of real accounts. */
const TOKEN_METHOD = "API_EXT_PAT_TOKEN";
const SINGLE_SIGN_ON_METHOD = "BROWSER_BYO_IDP_SAML";
const OAUTH_METHOD = "OAUTH";
const WRONG_CREDENTIALS = "INVALID_CREDENTIALS: Authentication failed.";

/**
 * Somebody signs in, or a call is authenticated by a token. A failed one carries no identity: the name that was tried
 * stands among the parameters alone.
 */
export const loginAct = defineAct({
  kind: "login",
  check(context, act) {
    if (!act.isSuccess || act.actor === PLATFORM) return null;
    const caller = callerOf(context, act);
    if (caller !== null && !caller.isActive)
      return {
        status: UNAUTHENTICATED,
        code: "UNAUTHENTICATED",
        message: `User ${act.actor} is inactive.`,
        sqlState: null,
      };
    return act.tokenId === null ? null : refuseToken(context, act.tokenId, act.at);
  },
  apply(context, act) {
    const token =
      act.tokenId === null || !act.isSuccess ? undefined : context.account.tokens.get(act.tokenId);
    if (token !== undefined) token.lastUsedAt = act.at;
    return DONE;
  },
  record(context, act, outcome) {
    const error =
      outcome.kind === "refused"
        ? `${outcome.refusal.code}: ${outcome.refusal.message}`
        : act.isSuccess
          ? null
          : WRONG_CREDENTIALS;
    logLogin(context, act, { action: act.action, error });
  },
});

/** One row of a login; `error` null when it went well. */
export function logLogin(
  context: ActContext,
  act: ActOrigin,
  login: { readonly action: string; readonly error: string | null },
): void {
  context.log.audit({
    at: act.at,
    workspaceId: act.workspaceId ?? ACCOUNT_LEVEL,
    actor: login.error === null ? act.actor : null,
    address: act.address,
    userAgent: act.userAgent,
    service: "accounts",
    action: login.action,
    params: keptParams(memoryOf(context), `login|${login.action}|${act.actor}|${act.tokenId ?? ""}`, () =>
      loginParams(act, login.action),
    ),
    ownParams: null,
    status: login.error === null ? OK : UNAUTHENTICATED,
    error: login.error,
    result: null,
    runAs: null,
  });
}

function loginParams(act: ActOrigin, action: string): Record<string, string> {
  const user = { user: act.actor };
  if (/token/i.test(action) && !action.startsWith("oidc"))
    return {
      ...user,
      authenticationMethod: TOKEN_METHOD,
      ...(act.tokenId === null ? {} : { tokenId: act.tokenId }),
    };
  if (/^oidcToken|OAuth/.test(action)) return { ...user, authenticationMethod: OAUTH_METHOD };
  return { ...user, authentication_method: SINGLE_SIGN_ON_METHOD };
}

/** The action by which a principal of that kind is let in, or not. */
export function loginActionOf(caller: SimulatedPrincipal | null, tokenId: string | null): string {
  if (tokenId !== null) return "tokenLogin";
  return caller?.kind === "service_principal" ? "oidcTokenAuthorization" : "samlLogin";
}
