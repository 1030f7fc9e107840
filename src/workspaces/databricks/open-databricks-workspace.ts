import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import type { Workspace } from "../../ports/workspace.ts";
import { openCallerRights } from "./caller-rights.ts";
import { openDirectory } from "./directory.ts";
import { listSecurables } from "./list-securables.ts";
import { readGrants } from "./read-grants.ts";
import { listBindings, listPolicies, listTags } from "./read-policies.ts";
import { listJobs, listObjectGrants, listTokens } from "./workspace-objects.ts";

export interface DatabricksWorkspaceOptions {
  readonly client: DatabricksClient;
  /** Through which people, groups and assignments of the whole account are read; null leaves those of the workspace. */
  readonly account: { readonly client: DatabricksClient; readonly accountId: string } | null;
}

/**
 * Reads a workspace over REST. What it learns of the caller's own rights is kept, so that a verdict on a list costs at
 * most one further request a securable; open a new one to see changed rights.
 */
export function openDatabricksWorkspace(options: DatabricksWorkspaceOptions): Workspace {
  const { client } = options;
  const rights = openCallerRights(client);
  const context = { client, rights };
  const directory = openDirectory(options, rights);
  return {
    caller: (signal) => rights.caller(signal),
    metastore: (signal) => rights.metastore(signal),
    securables: (type, parent, signal) => listSecurables(context, { type, parent }, signal),
    directGrants: (securable, signal) => readGrants(context, { securable, isEffective: false }, signal),
    effectiveGrants: (securable, signal) => readGrants(context, { securable, isEffective: true }, signal),
    policies: (securable, signal) => listPolicies(context, securable, signal),
    tags: (securable, signal) => listTags(context, securable, signal),
    bindings: (securable, signal) => listBindings(context, securable, signal),
    users: (signal) => directory.users(signal),
    servicePrincipals: (signal) => directory.servicePrincipals(signal),
    groups: (signal) => directory.groups(signal),
    assignments: (workspaceId, signal) => directory.assignments(workspaceId, signal),
    jobs: (signal) => listJobs(context, signal),
    tokens: (signal) => listTokens(context, signal),
    objectGrants: (type, id, signal) => listObjectGrants(context, { type, id }, signal),
  };
}
