import { apiPath } from "../../databricks/api-path.ts";
import { listScim } from "../../databricks/list-scim.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "../../databricks/read-json.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type {
  DirectoryGroup,
  DirectoryMember,
  DirectoryPrincipal,
  ListedItems,
  Visibility,
  WorkspaceAssignment,
} from "../../ports/workspace.ts";
import type { CallerRights } from "./caller-rights.ts";

/** People, service principals and groups of the account, or of the workspace alone. */
export interface Directory {
  users(signal: AbortSignal): Promise<ListedItems<DirectoryPrincipal>>;
  servicePrincipals(signal: AbortSignal): Promise<ListedItems<DirectoryPrincipal>>;
  groups(signal: AbortSignal): Promise<ListedItems<DirectoryGroup>>;
  assignments(workspaceId: string, signal: AbortSignal): Promise<ListedItems<WorkspaceAssignment>>;
}

export interface DirectoryOptions {
  readonly client: DatabricksClient;
  readonly account: { readonly client: DatabricksClient; readonly accountId: string } | null;
}

/** Groups looked into at once: the lists of the account leave members out. */
const CONCURRENT_GROUP_COUNT = 4;

export function openDirectory({ client, account }: DirectoryOptions, rights: CallerRights): Directory {
  const scim =
    account === null
      ? { client, base: "/api/2.0/preview/scim/v2" }
      : { client: account.client, base: apiPath`/api/2.0/accounts/${account.accountId}/scim/v2` };

  /** The account's lists are for account admins alone; to others they are refused, not shortened. */
  async function visibility(signal: AbortSignal): Promise<Visibility> {
    return account === null ? rights.ofWorkspace(signal) : { kind: "complete", because: "account admin" };
  }

  async function principals(
    kind: DirectoryPrincipal["kind"],
    signal: AbortSignal,
  ): Promise<ListedItems<DirectoryPrincipal>> {
    const items: DirectoryPrincipal[] = [];
    const path = `${scim.base}/${kind === "user" ? "Users" : "ServicePrincipals"}`;
    for await (const resource of listScim(scim.client, { path, signal }))
      items.push(principalOf(kind, resource));
    return { items, visibility: await visibility(signal) };
  }

  async function withMembers(group: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const id = textOf(group["id"]);
    if (group["members"] !== undefined || id === null || account === null) return group;
    return scim.client.request({
      method: "GET",
      path: `${scim.base}/Groups/${encodeURIComponent(id)}`,
      signal,
    });
  }

  return {
    users: (signal) => principals("user", signal),
    servicePrincipals: (signal) => principals("service_principal", signal),
    async groups(signal) {
      const listed: JsonObject[] = [];
      for await (const group of listScim(scim.client, { path: `${scim.base}/Groups`, signal }))
        listed.push(group);
      const items: DirectoryGroup[] = [];
      for (let from = 0; from < listed.length; from += CONCURRENT_GROUP_COUNT) {
        const some = listed.slice(from, from + CONCURRENT_GROUP_COUNT);
        const whole = await Promise.all(some.map((group) => withMembers(group, signal)));
        const verdict = await visibility(signal);
        items.push(...whole.map((group) => groupOf(group, verdict)));
      }
      return { items, visibility: await visibility(signal) };
    },
    async assignments(workspaceId, signal) {
      if (account === null)
        throw new GatehouseError("DATABRICKS_REFUSED", {
          message: "assignments to a workspace can be read through the account only",
        });
      const answer = await account.client.request({
        method: "GET",
        path: apiPath`/api/2.0/accounts/${account.accountId}/workspaces/${workspaceId}/permissionassignments`,
        signal,
      });
      const items = objectsOf(answer["permission_assignments"]).map(assignmentOf);
      return { items, visibility: await visibility(signal) };
    },
  };
}

function principalOf(kind: DirectoryPrincipal["kind"], resource: JsonObject): DirectoryPrincipal {
  const name = textOf(resource[kind === "user" ? "userName" : "applicationId"]) ?? "";
  return {
    kind,
    id: textOf(resource["id"]) ?? "",
    name,
    displayName: textOf(resource["displayName"]) ?? name,
    isActive: resource["active"] !== false && resource["active"] !== "false",
    externalId: textOf(resource["externalId"]),
    accountRoles: valuesOf(resource["roles"]),
    entitlements: valuesOf(resource["entitlements"]),
  };
}

function valuesOf(value: JsonObject[string] | undefined): readonly string[] {
  return objectsOf(value).flatMap((entry) => textOf(entry["value"]) ?? []);
}

/** No `members` means that there are none, or that they are not shown: it depends on who asks. */
function groupOf(group: JsonObject, visibility: Visibility): DirectoryGroup {
  const meta = group["meta"];
  const isShown = group["members"] !== undefined || visibility.kind === "complete";
  return {
    id: textOf(group["id"]) ?? "",
    displayName: textOf(group["displayName"]) ?? "",
    externalId: textOf(group["externalId"]),
    isWorkspaceLocal: isObject(meta) && meta["resourceType"] === "WorkspaceGroup",
    members: isShown ? objectsOf(group["members"]).flatMap(memberOf) : null,
  };
}

const MEMBER_KINDS: Readonly<Record<string, DirectoryMember["kind"]>> = {
  Users: "user",
  ServicePrincipals: "service_principal",
  Groups: "group",
};

/** Members that only come through a nested group are left out: nesting is followed by whoever reads this. */
function memberOf(member: JsonObject): readonly DirectoryMember[] {
  const id = textOf(member["value"]);
  if (id === null || member["type"] === "indirect") return [];
  const [folder = ""] = (textOf(member["$ref"]) ?? "").split("/").slice(-2);
  return [{ id, kind: MEMBER_KINDS[folder] ?? "unknown" }];
}

function assignmentOf(assignment: JsonObject): WorkspaceAssignment {
  const principal = isObject(assignment["principal"]) ? assignment["principal"] : {};
  return {
    principalId: textOf(principal["principal_id"]) ?? "",
    principal:
      textOf(principal["user_name"] ?? principal["service_principal_name"] ?? principal["group_name"]) ?? "",
    levels: textsOf(assignment["permissions"]),
  };
}
