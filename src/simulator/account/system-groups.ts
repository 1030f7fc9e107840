/** Display name of the system group that everybody in the account is a member of. */
export const ACCOUNT_USERS = "account users";

/** Display name of the account's system group of the administrators of a workspace. */
export function workspaceAdminsName(accountId: string, workspaceId: string): string {
  return `_workspace_admins_databricks_${accountId}_workspace_${workspaceId}`;
}

/** Display name of the system group of everybody in a workspace; local to it. */
export const WORKSPACE_USERS = "users";

/** Display name of the system group of the administrators of a workspace; local to it. */
export const WORKSPACE_ADMINS = "admins";
