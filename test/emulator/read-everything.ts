import type { ListedItems, SecurableReference, Workspace } from "../../src/ports/workspace.ts";
import { OTHER_WORKSPACE, TABLE } from "./open-small-account.ts";

const never = new AbortController().signal;
const ON_TABLE: SecurableReference = { type: "table", fullName: TABLE };
const ON_VAULT: SecurableReference = { type: "catalog", fullName: "vault" };

/** Every list that a workspace has, by what it is of, in the small account. */
export const LISTS: Readonly<Record<string, (workspace: Workspace) => Promise<ListedItems<unknown>>>> = {
  catalogs: (workspace) => workspace.securables("catalog", null, never),
  schemas: (workspace) => workspace.securables("schema", "main", never),
  tables: (workspace) => workspace.securables("table", "main.hr", never),
  volumes: (workspace) => workspace.securables("volume", "main.hr", never),
  functions: (workspace) => workspace.securables("function", "main.hr", never),
  locations: (workspace) => workspace.securables("external_location", null, never),
  directGrants: (workspace) => workspace.directGrants(ON_TABLE, never),
  effectiveGrants: (workspace) => workspace.effectiveGrants(ON_TABLE, never),
  policies: (workspace) => workspace.policies(ON_TABLE, never),
  tags: (workspace) => workspace.tags(ON_TABLE, never),
  bindings: (workspace) => workspace.bindings(ON_VAULT, never),
  users: (workspace) => workspace.users(never),
  servicePrincipals: (workspace) => workspace.servicePrincipals(never),
  groups: (workspace) => workspace.groups(never),
  assignments: (workspace) => workspace.assignments(OTHER_WORKSPACE, never),
  jobs: (workspace) => workspace.jobs(never),
  tokens: (workspace) => workspace.tokens(never),
  objectGrants: (workspace) => workspace.objectGrants("jobs", "700", never),
};

/** Everything that a workspace lists, by list. */
export async function readEverything(
  workspace: Workspace,
): Promise<Readonly<Record<string, ListedItems<unknown>>>> {
  const read: Record<string, ListedItems<unknown>> = {};
  for (const [name, list] of Object.entries(LISTS)) read[name] = await list(workspace);
  return read;
}
