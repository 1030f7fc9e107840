import { forbidden } from "../account/account-refusals.ts";
import { addPrincipal, type PrincipalInput } from "../account/add-principal.ts";
import { findPrincipal } from "../account/find-principal.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { logAudit } from "./log-audit.ts";
import { conflict } from "./refusals.ts";

/** A user, service principal or group is added; a group may be local to the workspace of the act. */
export const createPrincipalAct = defineAct({
  kind: "create_principal",
  check(context, act) {
    const name = nameOf(act);
    if (name !== null && !isLocal(act) && findPrincipal(context.account, name) !== null)
      return conflict("RESOURCE_ALREADY_EXISTS", `Principal ${name} already exists.`);
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    return mayManagePrincipal(context.account, { callerId, workspaceId: act.workspaceId, targetId: null })
      ? null
      : forbidden(`User ${act.actor} is not authorized to add principals.`);
  },
  apply(context, act) {
    const added = addPrincipal(context.account, inputOf(context, act));
    return {
      kind: "done",
      made: {
        id: added.id,
        ...(added.kind === "service_principal" ? { applicationId: added.applicationId } : {}),
      },
    };
  },
  record(context, act, outcome) {
    const { principal } = act;
    const made = outcome.kind === "done" ? outcome.made : {};
    const isGroup = principal.kind === "group";
    logAudit(context, act, {
      service: "accounts",
      action: isGroup ? "createGroup" : "add",
      isAccountLevel: !isLocal(act),
      params: {
        [isGroup ? "targetGroupName" : "targetUserName"]: nameOf(act) ?? made["applicationId"] ?? "",
        ...(made["id"] === undefined ? {} : { [isGroup ? "targetGroupId" : "targetUserId"]: made["id"] }),
        endpoint: act.externalId === null ? "adminConsole" : "scim",
      },
      outcome,
    });
  },
});

/** What the principal will be called; null when the platform chooses its application id. */
function nameOf({ principal }: ActOf<"create_principal">): string | null {
  if (principal.kind === "user") return principal.userName;
  return principal.kind === "group" ? principal.displayName : principal.applicationId;
}

function isLocal({ principal }: ActOf<"create_principal">): boolean {
  return principal.kind === "group" && principal.isWorkspaceLocal;
}

function inputOf(context: ActContext, act: ActOf<"create_principal">): PrincipalInput {
  const { principal, newId } = act;
  const base = {
    createdAt: act.at,
    externalId: act.externalId,
    ...(newId === undefined ? {} : { id: newId }),
  };
  switch (principal.kind) {
    case "user":
      return { ...base, ...principal };
    case "service_principal":
      return { ...base, ...principal, applicationId: principal.applicationId ?? context.uuid() };
    case "group":
      return {
        ...base,
        kind: "group",
        displayName: principal.displayName,
        workspaceId: principal.isWorkspaceLocal ? act.workspaceId : null,
      };
  }
}
