import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import type { ListedGrant, ListedItems, SecurableReference } from "../../ports/workspace.ts";
import type { CallerRights } from "./caller-rights.ts";
import { directGrantsOf, effectiveGrantsOf } from "./grant-rows.ts";

/** What reading a workspace needs. */
export interface WorkspaceReader {
  readonly client: DatabricksClient;
  readonly rights: CallerRights;
}

/**
 * Grants on a securable, with what the list is worth: Databricks shows all of them to owners, holders of MANAGE or
 * READ_METADATA and metastore admins, and to everybody else only their own, with the same status.
 */
export async function readGrants(
  { client, rights }: WorkspaceReader,
  { securable, isEffective }: { readonly securable: SecurableReference; readonly isEffective: boolean },
  signal: AbortSignal,
): Promise<ListedItems<ListedGrant>> {
  const items = isEffective
    ? await effectiveGrantsOf(client, securable, signal)
    : await directGrantsOf(client, securable, signal);
  return { items, visibility: await rights.on(securable, { known: isEffective ? items : null, signal }) };
}
