import type { Refusal, SimulatedPrincipal } from "../account/account.ts";
import { forbidden, principalMissing } from "../account/account-refusals.ts";
import { isWorkspaceAdmin } from "../account/admin-roles.ts";
import { closureOf } from "../account/closure-of.ts";
import { findPrincipal } from "../account/find-principal.ts";
import { holdsRuleRole, ruleSetNameOf } from "../account/rule-roles.ts";
import type { ActOrigin } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";

const USER_ROLE = "roles/servicePrincipal.user";
/** Setting of a workspace, and its value that binds its administrators to the role as well. */
const RESTRICTING_SETTING = "restrict_workspace_admins";
const RESTRICTED = "RESTRICT_TOKENS_AND_JOB_RUN_AS";

/** The principal that `runAs` means: by name, or by numeric id. */
export function runAsOf({ account }: ActContext, runAs: string): SimulatedPrincipal | null {
  return findPrincipal(account, runAs) ?? account.principals.get(runAs) ?? null;
}

/**
 * Why a job may not run as somebody: people set themselves only, administrators of the workspace everybody (service
 * principals unless the workspace restricts that), members their group, and who has the role of user of a service
 * principal that one.
 * Source: Databricks documentation, "Configure identity for job runs", "Restrict workspace admins".
 */
export function refuseRunAs(context: ActContext, act: ActOrigin, runAs: string): Refusal | null {
  const target = runAsOf(context, runAs);
  if (target === null) return principalMissing(runAs);
  const callerId = callerIdOf(context, act);
  if (callerId === null || mayRunAs(context, act, { callerId, target })) return null;
  return forbidden(`User ${act.actor} is not allowed to set run_as to ${runAs}.`);
}

function mayRunAs(
  { account }: ActContext,
  act: ActOrigin,
  { callerId, target }: { readonly callerId: string; readonly target: SimulatedPrincipal },
): boolean {
  if (target.kind === "group") return closureOf(account, callerId).has(target.id);
  if (target.id === callerId) return true;
  const isAdmin = act.workspaceId !== null && isWorkspaceAdmin(account, callerId, act.workspaceId);
  if (target.kind === "user") return isAdmin;
  const isRestricted = account.settings.get(`${act.workspaceId}/${RESTRICTING_SETTING}`) === RESTRICTED;
  if (isAdmin && !isRestricted) return true;
  return holdsRuleRole(account, callerId, { ruleSet: ruleSetNameOf(account, target), role: USER_ROLE });
}
