import type { EpochMs } from "../../domain/units.ts";
import type { Account, SimulatedWorkspace } from "./account.ts";
import { addPrincipal } from "./add-principal.ts";
import { WORKSPACE_ADMINS, WORKSPACE_USERS, workspaceAdminsName } from "./system-groups.ts";

/** Adds a workspace that nobody is assigned to, with its system groups: `users`, `admins`, and the account's group of its administrators. */
export function addWorkspace(
  account: Account,
  workspace: { readonly id: string; readonly name: string; readonly createdAt: EpochMs },
): SimulatedWorkspace {
  const { id, name, createdAt } = workspace;
  const added: SimulatedWorkspace = { id, name, assignments: new Map() };
  account.workspaces.set(id, added);
  const system = { kind: "group", isSystem: true, createdAt } as const;
  addPrincipal(account, { ...system, displayName: workspaceAdminsName(account.accountId, id) });
  addPrincipal(account, { ...system, displayName: WORKSPACE_USERS, workspaceId: id });
  addPrincipal(account, { ...system, displayName: WORKSPACE_ADMINS, workspaceId: id });
  return added;
}
