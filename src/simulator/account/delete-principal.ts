import type { Account, Refusal } from "./account.ts";
import { principalName } from "./account.ts";
import { touchAccount } from "./account-caches.ts";
import { forbidden } from "./account-refusals.ts";

/**
 * Deletes a principal: it leaves all groups and workspaces, and its tokens and secrets end. Its grants, what it owns and
 * jobs that run as it stay under its id, as the metastore keeps them, and serve nobody. System groups are not deleted
 * (403). Who may do it is for the caller to check (`mayManagePrincipal`).
 * Source: Databricks REST reference, `include_deleted_principals` of "Get permissions".
 */
export function deletePrincipal(account: Account, principalId: string): Refusal | null {
  const principal = account.principals.get(principalId);
  if (principal === undefined)
    return {
      status: 404,
      code: "RESOURCE_DOES_NOT_EXIST",
      message: `Principal with id ${principalId} not found.`,
      sqlState: null,
    };
  if (principal.kind === "group" && principal.isSystem)
    return forbidden(`System group ${principal.displayName} cannot be deleted`);
  account.principals.delete(principalId);
  for (const group of account.principals.values())
    if (group.kind === "group") group.members.delete(principalId);
  for (const workspace of account.workspaces.values()) workspace.assignments.delete(principalId);
  for (const kept of [account.tokens, account.secrets]) dropOwned(kept, principalId);
  for (const acl of account.objectAcls.values()) acl.direct.delete(principalId);
  const own =
    principal.kind === "group" ? `groups/${principalId}` : `servicePrincipals/${principalName(principal)}`;
  account.ruleSets.delete(`accounts/${account.accountId}/${own}/ruleSets/default`);
  touchAccount(account, "members");
  return null;
}

function dropOwned(kept: Map<string, { readonly owner: string }>, principalId: string): void {
  for (const [id, { owner }] of kept) if (owner === principalId) kept.delete(id);
}
