import type { Refusal, SimulatedPrincipal } from "../account/account.ts";
import { findPrincipal } from "../account/find-principal.ts";
import type { ActOrigin } from "./act.ts";
import type { ActContext } from "./define-act.ts";

/** Name of the platform itself, which may do everything. */
export const PLATFORM = "System-User";
const UNAUTHENTICATED = 401;

/** Who acts; null for the platform and for names that nobody has. */
export function callerOf(context: ActContext, act: ActOrigin): SimulatedPrincipal | null {
  return principalCalled(context, act.actor);
}

/** Numeric id of who acts; null as {@link callerOf}. */
export function callerIdOf(context: ActContext, act: ActOrigin): string | null {
  return callerOf(context, act)?.id ?? null;
}

/** The principal that SQL and REST call `name`. */
function principalCalled(context: ActContext, name: string): SimulatedPrincipal | null {
  return name === PLATFORM ? null : findPrincipal(context.account, name);
}

/** Why the platform does not even know or let in who acts; null when it does. */
export function refuseCaller(context: ActContext, act: ActOrigin): Refusal | null {
  if (act.actor === PLATFORM) return null;
  const caller = callerOf(context, act);
  if (caller === null) return unauthenticated(`User ${act.actor} is not known in this account.`);
  if (!caller.isActive) return unauthenticated(`User ${act.actor} is inactive.`);
  return act.tokenId === null ? null : refuseToken(context, act.tokenId, act.at);
}

/** Why a token or secret does not open the account any more; null when it does. */
export function refuseToken(context: ActContext, tokenId: string, at: number): Refusal | null {
  const token = context.account.tokens.get(tokenId) ?? context.account.secrets.get(tokenId);
  if (token === undefined) return unauthenticated("Invalid access token.");
  return token.expiresAt !== null && token.expiresAt <= at
    ? unauthenticated("Access token has expired.")
    : null;
}

function unauthenticated(message: string): Refusal {
  return { status: UNAUTHENTICATED, code: "UNAUTHENTICATED", message, sqlState: null };
}
