import type { AbacPolicy, SimulatedSecurable } from "../../account/account.ts";
import { canManage } from "../../account/can-manage.ts";
import { holdsPrivilege } from "../../account/holds-privilege.ts";
import { chainOf, metastoreOf } from "../../account/securable-chain.ts";
import type { ActOf } from "../../acts/act.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { objectField, objectsField, requiredText, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { securableTypeOf, seenByPath, seenSecurable } from "../find-securable.ts";
import type { JsonObject } from "../json.ts";
import { CATALOG_ROOT, CATALOG_SCOPE } from "../object-routes.ts";
import { pageOf } from "../paging.ts";

type PolicyInput = ActOf<"put_policy">["policy"];

/** What stands in a policy by its type: the field of the body that holds its effect. */
const EFFECT_FIELDS: Readonly<Record<string, string>> = {
  POLICY_TYPE_ROW_FILTER: "row_filter",
  POLICY_TYPE_COLUMN_MASK: "column_mask",
  POLICY_TYPE_GRANT: "grant",
  POLICY_TYPE_DENY: "deny",
};

/** Attribute-based policies on catalogs, schemas, tables and the metastore. */
export const policyRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: CATALOG_SCOPE } as const;
  const list = `${CATALOG_ROOT}/policies/:type/:securable`;
  const one = `${list}/:name`;
  const audit = (action: string) => ({
    service: "unityCatalog",
    action,
    isAccountLevel: true,
    params: (request: ApiRequest) => ({
      securable_type: request.param("type").toUpperCase(),
      securable_full_name: request.param("securable"),
    }),
  });
  addRoutes(app, emulator, [
    { ...common, method: "POST", path: `${CATALOG_ROOT}/policies`, handle: createPolicy },
    { ...common, method: "GET", path: list, audit: audit("listPolicies"), handle: listPolicies },
    {
      ...common,
      method: "GET",
      path: one,
      audit: audit("getPolicy"),
      handle: (request) => {
        const securable = readableSecurable(request);
        return policyInfo(securable, policyOf(request, securable));
      },
    },
    { ...common, method: "PATCH", path: one, handle: updatePolicy },
    {
      ...common,
      method: "DELETE",
      path: one,
      handle: (request) => {
        const { type, name } = seenByPath(request, "type", "securable");
        request.perform({ kind: "delete_policy", securable: { type, name }, name: request.param("name") });
        return {};
      },
    },
  ]);
};

/** Policies are shown to who may change them, and to who has READ METADATA. */
function readableSecurable(request: ApiRequest): SimulatedSecurable {
  const { account, caller } = request;
  const securable = seenByPath(request, "type", "securable");
  const mayRead =
    canManage(account, caller.principalId, securable, caller.workspaceId) ||
    holdsPrivilege(account, caller.principalId, { securable, privilege: "READ_METADATA" });
  return mayRead
    ? securable
    : failDenied(`User does not have READ METADATA or MANAGE on ${securable.type} '${securable.name}'.`);
}

function policyOf(request: ApiRequest, securable: SimulatedSecurable): AbacPolicy {
  const name = request.param("name");
  return (
    securable.policies.get(name) ??
    fail(404, "POLICY_NOT_FOUND", `Policy '${name}' does not exist on ${securable.type} '${securable.name}'.`)
  );
}

function listPolicies(request: ApiRequest): JsonObject {
  const securable = readableSecurable(request);
  const isInherited = request.query.get("include_inherited") === "true";
  const metastore = metastoreOf(request.account);
  const above = [...chainOf(request.account, securable).slice(1), ...(metastore === null ? [] : [metastore])];
  const levels = isInherited ? [securable, ...above.filter((level) => level !== securable)] : [securable];
  const items = levels.flatMap((level) => [...level.policies.values()].map((policy) => ({ level, policy })));
  const page = pageOf(request, {
    items,
    keyOf: ({ level, policy }) => `${level.type} ${level.name} ${policy.name}`,
    sizeParameter: "max_results",
  });
  const policies = page.items.map(({ level, policy }) => policyInfo(level, policy));
  return { policies, next_page_token: page.next_page_token };
}

function policyInfo(securable: SimulatedSecurable, policy: AbacPolicy): JsonObject {
  return {
    id: policy.id,
    name: policy.name,
    on_securable_type: securable.type.toUpperCase(),
    on_securable_fullname: securable.name,
    for_securable_type: policy.forSecurableType,
    policy_type: policy.policyType,
    to_principals: policy.toPrincipals,
    except_principals: policy.exceptPrincipals,
    when_condition: policy.whenCondition ?? undefined,
    match_columns: policy.matchColumns.length === 0 ? undefined : policy.matchColumns,
    comment: policy.comment ?? undefined,
    created_at: policy.createdAt,
    created_by: policy.createdBy,
    updated_at: policy.updatedAt,
    updated_by: policy.updatedBy,
    ...effectInfo(policy),
  };
}

function effectInfo(policy: AbacPolicy): JsonObject {
  const field = EFFECT_FIELDS[policy.policyType];
  if (field === undefined) return {};
  if (field === "grant" || field === "deny") return { [field]: { privileges: policy.privileges } };
  return {
    [field]: {
      function_name: policy.functionName ?? undefined,
      on_column: policy.onColumn ?? undefined,
      using: policy.using.length === 0 ? undefined : policy.using,
    },
  };
}

function createPolicy(request: ApiRequest): JsonObject {
  const { body } = request;
  const type = securableTypeOf(requiredText(body, "on_securable_type"));
  const securable = seenSecurable(request, type, requiredText(body, "on_securable_fullname"));
  const policy = policyInput(body);
  request.perform({
    kind: "put_policy",
    securable: { type: securable.type, name: securable.name },
    policy,
    mode: "create",
  });
  return policyInfo(securable, policyOf({ ...request, param: () => policy.name }, securable));
}

/** Fields of `update_mask` come from the body; without a mask, all that the body has. */
function updatePolicy(request: ApiRequest): JsonObject {
  const securable = seenByPath(request, "type", "securable");
  const policy = policyOf(request, securable);
  const mask = request.query.get("update_mask")?.split(",") ?? ["*"];
  const isChanged = (field: string) =>
    mask.includes("*") || mask.some((path) => path.split(".")[0] === field);
  const changes = Object.entries(request.body).filter(([field]) => isChanged(field));
  const merged = policyInput({ ...policyInfo(securable, policy), ...Object.fromEntries(changes) });
  const input = merged.name === policy.name ? merged : failInvalid("The name of a policy cannot be changed.");
  const { type, name } = securable;
  request.perform({ kind: "put_policy", securable: { type, name }, policy: input, mode: "update" });
  return policyInfo(securable, policyOf(request, securable));
}

function policyInput(body: JsonObject): PolicyInput {
  const policyType = requiredText(body, "policy_type");
  const field = EFFECT_FIELDS[policyType] ?? failInvalid(`'${policyType}' is not a valid policy type.`);
  const effect = objectField(body, field) ?? failInvalid(`Missing required field: ${field}`);
  const isGrantOrDeny = field === "grant" || field === "deny";
  return {
    name: requiredText(body, "name"),
    policyType,
    forSecurableType: requiredText(body, "for_securable_type").toUpperCase(),
    toPrincipals: textsField(body, "to_principals"),
    exceptPrincipals: textsField(body, "except_principals"),
    whenCondition: textField(body, "when_condition"),
    matchColumns: objectsField(body, "match_columns").map((column) => ({
      alias: textField(column, "alias") ?? "",
      condition: requiredText(column, "condition"),
    })),
    functionName: isGrantOrDeny ? null : requiredText(effect, "function_name").toLowerCase(),
    onColumn: textField(effect, "on_column"),
    using: objectsField(effect, "using").map(usingItem),
    privileges: textsField(effect, "privileges"),
    comment: textField(body, "comment"),
  };
}

function usingItem(item: JsonObject): PolicyInput["using"][number] {
  const alias = textField(item, "alias");
  if (alias !== null) return { alias };
  return { constant: requiredText(item, "constant") };
}
