import type { Account, SimulatedPrincipal } from "./account.ts";
import { principalName } from "./account.ts";
import { cachesOf } from "./account-caches.ts";

/**
 * The principal that SQL and REST mean by `name`: e-mail address (in any case), application id, or display name of a
 * group of the account. Groups local to a workspace are not found; of namesakes the first made is. Null when nobody is
 * called so. Cost: one look-up, the index is kept by revision.
 */
export function findPrincipal(account: Account, name: string): SimulatedPrincipal | null {
  const caches = cachesOf(account);
  caches.names ??= indexNames(account);
  const exact = caches.names.get(name);
  if (exact !== undefined) return exact;
  const folded = caches.names.get(name.toLowerCase());
  return folded === undefined || folded.kind === "group" ? null : folded;
}

/** Numeric id of the principal that is meant by `name`. */
export function principalIdOf(account: Account, name: string): string | null {
  return findPrincipal(account, name)?.id ?? null;
}

function indexNames(account: Account): ReadonlyMap<string, SimulatedPrincipal> {
  const names = new Map<string, SimulatedPrincipal>();
  for (const principal of account.principals.values()) {
    if (principal.kind === "group" && principal.workspaceId !== null) continue;
    const written = principalName(principal);
    const name = principal.kind === "group" ? written : written.toLowerCase();
    if (!names.has(name)) names.set(name, principal);
  }
  return names;
}
