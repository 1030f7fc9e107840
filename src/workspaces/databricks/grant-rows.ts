import { apiPath } from "../../databricks/api-path.ts";
import { listPages } from "../../databricks/list-pages.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { isObject, type JsonObject, textOf } from "../../databricks/read-json.ts";
import type { ListedGrant, SecurableReference } from "../../ports/workspace.ts";
import { grantsType } from "./securable-path.ts";

/** Effective grants as the interface lists them to the caller. */
export function effectiveGrantsOf(
  client: DatabricksClient,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<readonly ListedGrant[]> {
  return grantsAt(client, effectivePath(securable), signal);
}

/** Direct grants as the interface lists them to the caller. */
export function directGrantsOf(
  client: DatabricksClient,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<readonly ListedGrant[]> {
  return grantsAt(client, directPath(securable), signal);
}

/** Path of the direct grants, also for changing them. Grants on shares have one of their own. */
export function directPath({ type, fullName }: SecurableReference): string {
  return type === "share"
    ? apiPath`/api/2.1/unity-catalog/shares/${fullName}/permissions`
    : apiPath`/api/2.1/unity-catalog/permissions/${grantsType(type)}/${fullName}`;
}

function effectivePath(securable: SecurableReference): string {
  return securable.type === "share"
    ? directPath(securable)
    : apiPath`/api/2.1/unity-catalog/effective-permissions/${grantsType(securable.type)}/${securable.fullName}`;
}

async function grantsAt(
  client: DatabricksClient,
  path: string,
  signal: AbortSignal,
): Promise<readonly ListedGrant[]> {
  const grants: ListedGrant[] = [];
  // 0 lets the server choose the size of a page; without it an account's whole list comes at once.
  const list = { path, query: { max_results: 0 }, items: "privilege_assignments", signal };
  for await (const assignment of listPages(client, list)) grants.push(...grantRows(assignment));
  return grants;
}

/** The privileges of one principal, a row each; they come as texts, or as objects that name their origin. */
export function grantRows(assignment: JsonObject): readonly ListedGrant[] {
  const privileges = Array.isArray(assignment["privileges"]) ? assignment["privileges"] : [];
  const principal = textOf(assignment["principal"]) ?? "";
  const principalId = textOf(assignment["principal_id"]);
  return privileges.flatMap((entry): ListedGrant[] => {
    const privilege = textOf(isObject(entry) ? entry["privilege"] : entry);
    if (privilege === null) return [];
    return [{ principal, principalId, privilege, inheritedFrom: isObject(entry) ? originOf(entry) : null }];
  });
}

function originOf(entry: JsonObject): SecurableReference | null {
  const type = textOf(entry["inherited_from_type"]);
  const fullName = textOf(entry["inherited_from_name"]);
  return type === null || fullName === null ? null : { type: type.toLowerCase(), fullName };
}
