import { addWorkspace } from "../account/add-workspace.ts";
import { daysBefore } from "./draft-principals.ts";
import { drawUuid } from "./draw-id.ts";
import { entryOf } from "./pick.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

const WORKSPACE_AGE_DAYS = 720;

/** Adds the three workspaces, with the platform's groups in each. */
export function addWorkspaces(draft: WorldDraft): void {
  for (const [name, id] of Object.entries(draft.workspaceIds)) {
    addWorkspace(draft.account, { id: String(id), name, createdAt: daysBefore(draft, WORKSPACE_AGE_DAYS) });
    draft.account.settings.set(`${id}/enableVerboseAuditLogs`, name === "dev" ? "false" : "true");
  }
}

/** Assigns groups to workspaces, and gives the roles of administrators. */
export function assignMembers(draft: WorldDraft, { groups, principals, adminName }: WorldMembers): void {
  const { account, workspaceIds } = draft;
  const assign = (workspaceId: string, principalId: string, level: "USER" | "ADMIN" = "USER"): void => {
    entryOf(account.workspaces, workspaceId).assignments.set(principalId, level);
  };
  assign(workspaceIds.analytics, groups.idOf("employees"));
  for (const name of ["developers", "data-stewards"]) assign(workspaceIds.prod, groups.idOf(name));
  assign(workspaceIds.dev, groups.idOf("developers"));
  assign(workspaceIds.prod, groups.idOf("pipelines"));
  assign(workspaceIds.analytics, groups.idOf("applications"));
  for (const id of Object.values(workspaceIds)) {
    const workspaceId = String(id);
    assign(workspaceId, groups.idOf("platform-admins"), "ADMIN");
    assign(workspaceId, groups.idOf("deployers"));
    assign(workspaceId, principals.readerId);
    assign(workspaceId, principals.responderId, "ADMIN");
  }
  for (const principal of account.principals.values()) {
    const isAdmin = principal.kind === "user" && principal.userName === adminName;
    if (isAdmin || principal.displayName === "scim-sync") principal.roles.add("account_admin");
  }
  account.revision++;
}

/** Who manages and uses service principals, and who may run and manage jobs. */
export function addObjectRights(draft: WorldDraft, { groups, principals }: WorldMembers): void {
  const { account } = draft;
  for (const { applicationId } of principals.services) {
    const name = `accounts/${account.accountId}/servicePrincipals/${applicationId}/ruleSets/default`;
    account.ruleSets.set(name, {
      name,
      etag: drawUuid(draft.random.fork(`etag ${applicationId}`)),
      grantRules: [
        { role: "roles/servicePrincipal.user", principals: ["groups/data-engineers", "groups/deployers"] },
        {
          role: "roles/servicePrincipal.manager",
          principals: ["groups/platform-admins", `servicePrincipals/${principals.responderName}`],
        },
      ],
    });
  }
  for (const job of account.jobs.values())
    account.objectAcls.set(`jobs/${job.id}`, {
      direct: new Map([
        [job.creator, "IS_OWNER"],
        [groups.idOf("data-engineers"), "CAN_MANAGE_RUN"],
        [groups.idOf("deployers"), "CAN_MANAGE"],
      ]),
    });
}
