import type { Visibility, Workspace, WorkspaceCaller } from "../ports/workspace.ts";

/** How much of the grants on each catalog the principal that we work as is shown. */
export interface GrantVisibility {
  readonly caller: WorkspaceCaller;
  /** In the order of the list. */
  readonly catalogs: readonly { readonly name: string; readonly visibility: Visibility }[];
}

/**
 * Asks who we are and which lists of grants we are shown whole: Databricks shortens them without saying so, and what is
 * shown in part makes facts about access incomplete.
 *
 * Errors: DATABRICKS_*. Cost: a request a catalog.
 */
export async function checkGrantVisibility(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<GrantVisibility> {
  const caller = await workspace.caller(signal);
  const { items } = await workspace.securables("catalog", null, signal);
  const catalogs = [];
  for (const { type, fullName } of items) {
    const { visibility } = await workspace.directGrants({ type, fullName }, signal);
    catalogs.push({ name: fullName, visibility });
  }
  return { caller, catalogs };
}
