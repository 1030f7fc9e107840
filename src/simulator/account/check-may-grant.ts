import type { GrantChange, SecurableRef } from "../acts/act.ts";
import type { Account, Refusal, SimulatedSecurable } from "./account.ts";
import { lacksPrivilege, securableMissing } from "./account-refusals.ts";
import { canManage } from "./can-manage.ts";
import { closureOf } from "./closure-of.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import { chainOf, findSecurable } from "./securable-chain.ts";

export interface GrantQuestion {
  /** Numeric id of who changes the grants. */
  readonly principalId: string;
  readonly workspaceId: string | null;
  readonly securable: SecurableRef;
  readonly changes: readonly GrantChange[];
}

/**
 * Null when the principal may make these changes of grants: it can manage the securable; EXTERNAL USE SCHEMA is added by
 * the owner of the catalog alone, EXTERNAL USE LOCATION by who holds MANAGE on the location.
 * Source: Databricks documentation, "Unity Catalog privileges and securable objects".
 */
export function checkMayGrant(account: Account, question: GrantQuestion): Refusal | null {
  const { principalId, workspaceId } = question;
  const securable = findSecurable(account, question.securable);
  if (securable === null) return securableMissing(question.securable);
  if (!canManage(account, principalId, question.securable, workspaceId))
    return lacksPrivilege("MANAGE", securable);
  const added = new Set(question.changes.flatMap(({ add }) => add));
  if (added.has("EXTERNAL_USE_SCHEMA") && !ownsCatalog(account, principalId, securable))
    return lacksPrivilege("OWNERSHIP", catalogOf(account, securable));
  if (
    added.has("EXTERNAL_USE_LOCATION") &&
    !holdsPrivilege(account, principalId, { securable, privilege: "MANAGE" })
  )
    return lacksPrivilege("MANAGE", securable);
  return null;
}

function ownsCatalog(account: Account, principalId: string, securable: SimulatedSecurable): boolean {
  return closureOf(account, principalId).has(catalogOf(account, securable).owner);
}

function catalogOf(account: Account, securable: SimulatedSecurable): SimulatedSecurable {
  return chainOf(account, securable).at(-1) ?? securable;
}
