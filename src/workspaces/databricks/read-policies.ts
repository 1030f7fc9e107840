import { apiPath } from "../../databricks/api-path.ts";
import { listPages } from "../../databricks/list-pages.ts";
import {
  isObject,
  isTrue,
  type JsonObject,
  numberOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../databricks/read-json.ts";
import type {
  ListedItems,
  ListedPolicy,
  ListedTag,
  SecurableReference,
  WorkspaceBinding,
} from "../../ports/workspace.ts";
import type { WorkspaceReader } from "./read-grants.ts";
import { ancestorsOf } from "./securable-path.ts";

/** Policies on a securable and what it is in; shown to owners, holders of MANAGE or READ_METADATA and metastore admins. */
export async function listPolicies(
  { client, rights }: WorkspaceReader,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<ListedItems<ListedPolicy>> {
  const list = {
    path: apiPath`/api/2.1/unity-catalog/policies/${securable.type.toUpperCase()}/${securable.fullName}`,
    query: { include_inherited: true, max_results: 0 },
    items: "policies",
    signal,
  };
  const items: ListedPolicy[] = [];
  for await (const policy of listPages(client, list)) items.push(listedPolicy(policy));
  return { items, visibility: await rights.on(securable, { known: null, signal }) };
}

function listedPolicy(policy: JsonObject): ListedPolicy {
  const acting = [policy["row_filter"], policy["column_mask"]].find(isObject);
  const granting = [policy["grant"], policy["deny"]].find(isObject);
  return {
    id: textOf(policy["id"]),
    name: textOf(policy["name"]) ?? "",
    policyType: textOf(policy["policy_type"]) ?? "",
    on: {
      type: (textOf(policy["on_securable_type"]) ?? "").toLowerCase(),
      fullName: textOf(policy["on_securable_fullname"]) ?? "",
    },
    forSecurableType: textOf(policy["for_securable_type"])?.toLowerCase() ?? null,
    toPrincipals: textsOf(policy["to_principals"]),
    exceptPrincipals: textsOf(policy["except_principals"]),
    whenCondition: textOf(policy["when_condition"]),
    matchColumns: objectsOf(policy["match_columns"]).map((column) => ({
      alias: textOf(column["alias"]),
      condition: textOf(column["condition"]) ?? "",
    })),
    functionName: textOf(acting?.["function_name"]),
    onColumn: textOf(acting?.["on_column"]),
    privileges: textsOf(granting?.["privileges"]),
    updatedAtMs: numberOf(policy["updated_at"]),
    updatedBy: textOf(policy["updated_by"]),
  };
}

/** Tags on a securable or column, inherited ones included. */
export async function listTags(
  { client, rights }: WorkspaceReader,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<ListedItems<ListedTag>> {
  const list = {
    path: apiPath`/api/2.1/unity-catalog/entity-tag-assignments/${`${securable.type}s`}/${securable.fullName}/tags`,
    query: { include_inherited: true, max_results: 0 },
    items: "tag_assignments",
    signal,
  };
  const items: ListedTag[] = [];
  for await (const tag of listPages(client, list))
    items.push({
      key: textOf(tag["tag_key"]) ?? "",
      value: textOf(tag["tag_value"]) ?? "",
      isInherited: isTrue(tag["inherited"]),
    });
  return { items, visibility: await rights.on(governing(securable), { known: null, signal }) };
}

/** Rights on a column are those on its table. */
function governing(securable: SecurableReference): SecurableReference {
  if (securable.type !== "column") return securable;
  return { type: "table", fullName: securable.fullName.split(".").slice(0, 3).join(".") };
}

/** Workspaces that an isolated catalog, location or credential is bound to; Databricks shows them to who may change them. */
export async function listBindings(
  { client, rights }: WorkspaceReader,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<ListedItems<WorkspaceBinding>> {
  const target = ancestorsOf(securable).at(-1) ?? securable;
  const list = {
    path: apiPath`/api/2.1/unity-catalog/bindings/${target.type}/${target.fullName}`,
    query: { max_results: 0 },
    items: "bindings",
    signal,
  };
  const items: WorkspaceBinding[] = [];
  for await (const binding of listPages(client, list))
    items.push({
      workspaceId: textOf(binding["workspace_id"]) ?? "",
      bindingType: textOf(binding["binding_type"]) ?? "",
    });
  return { items, visibility: await rights.on(target, { known: null, signal }) };
}
