import type { Account } from "./account.ts";
import { canSee } from "./can-see.ts";
import type { ShownColumn } from "./information-schema-view.ts";
import { INFORMATION_SCHEMA_VIEWS } from "./information-schema-views.ts";

/** A relation of information_schema as somebody sees it. */
export interface InformationSchemaTable {
  readonly columns: readonly ShownColumn[];
  /** Moments as ISO 8601 text in UTC. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * A relation of `<catalog>.information_schema`, or of the whole metastore for the catalog `system`, as the caller sees
 * it: what listings show to it (`canSee`), without catalogs that are not bound to the workspace. Of grants, all on what
 * the caller owns, contains, administers or holds READ METADATA on, and only its own elsewhere; holding MANAGE shows no
 * more than that here, unlike in REST. Null for a relation that does not exist, or a catalog that the caller does not see.
 * Source: Databricks documentation, "Information schema".
 */
// biome-ignore lint/complexity/useMaxParams: who, what and where are asked together all over the simulator
export function informationSchemaTable(
  account: Account,
  callerId: string,
  catalog: string,
  table: string,
  workspaceId: string | null = null,
): InformationSchemaTable | null {
  const view = INFORMATION_SCHEMA_VIEWS.get(table.toLowerCase());
  const scope = catalog.toLowerCase();
  const isSystem = scope === "system";
  if (view === undefined || (view.isMetastoreWide && !isSystem)) return null;
  if (!isSystem && !canSee(account, callerId, { type: "catalog", name: scope }, workspaceId)) return null;
  const isInScope = (name: string): boolean => isSystem || name === scope || name.startsWith(`${scope}.`);
  const seen = [...account.securables.values()].filter(
    (securable) =>
      securable.type === view.type &&
      isInScope(securable.name) &&
      canSee(account, callerId, securable, workspaceId),
  );
  return {
    columns: view.columns,
    rows: seen.flatMap((securable) => view.rowsOf({ account, callerId, securable })),
  };
}
