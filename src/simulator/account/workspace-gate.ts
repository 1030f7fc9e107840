import type { Account, Refusal, SimulatedSecurable } from "./account.ts";
import { forbidden } from "./account-refusals.ts";
import { isAssigned } from "./admin-roles.ts";
import { chainOf } from "./securable-chain.ts";

/** What is used from where: null is the level of the account, where bindings do not count. */
export interface WorkspaceUse {
  readonly workspaceId: string | null;
  readonly isWrite: boolean;
}

/**
 * Null when the workspace reaches the securable: it, and the catalog it lies in, are open or bound to the workspace, for
 * writing too when it is written. Bindings beat every grant and ownership.
 * Source: Databricks documentation, "Limit catalog access to specific workspaces".
 */
export function checkBinding(
  account: Account,
  securable: SimulatedSecurable,
  { workspaceId, isWrite }: WorkspaceUse,
): Refusal | null {
  if (workspaceId === null) return null;
  for (const level of chainOf(account, securable)) {
    if (level.isolationMode !== "ISOLATED") continue;
    const binding = level.bindings.get(workspaceId);
    const word = level.type === "catalog" ? "Catalog" : "Securable";
    if (binding === undefined)
      return forbidden(`${word} '${level.name}' is not accessible in current workspace`);
    if (isWrite && binding === "BINDING_TYPE_READ_ONLY")
      return forbidden(`${word} '${level.name}' is bound to current workspace for reading only`);
  }
  return null;
}

/** Null when the principal is there, active and assigned to the workspace. */
export function checkPresence(
  account: Account,
  principalId: string,
  workspaceId: string | null,
): Refusal | null {
  const principal = account.principals.get(principalId);
  if (principal === undefined) return absent(principalId);
  if (!principal.isActive) return forbidden(`Principal ${principal.displayName} is deactivated`);
  if (workspaceId !== null && !isAssigned(account, principalId, workspaceId))
    return forbidden(`Principal ${principal.displayName} is not assigned to workspace ${workspaceId}`);
  return null;
}

/** Null when the principal is there: all that is asked of the owner of a view or function that somebody else uses. */
export function checkDefiner(account: Account, principalId: string): Refusal | null {
  return account.principals.has(principalId) ? null : absent(principalId);
}

function absent(principalId: string): Refusal {
  return forbidden(`Principal ${principalId} does not exist`);
}
