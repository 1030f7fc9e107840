import {
  type Refusal,
  type SecurableDetail,
  type SecurableType,
  type SimulatedSecurable,
  securableKey,
} from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden, lacksPrivilege } from "../account/account-refusals.ts";
import { mayAlter } from "../account/can-manage.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ActOf, SecurableRef } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { logMetastore } from "./log-audit.ts";
import { conflict } from "./refusals.ts";
import { createRequest } from "./securable-requests.ts";

/** What who creates must hold on the container, or on the metastore where there is none. */
const CREATE_PRIVILEGES: Readonly<Record<Exclude<SecurableType, "metastore">, string>> = {
  catalog: "CREATE_CATALOG",
  schema: "CREATE_SCHEMA",
  table: "CREATE_TABLE",
  volume: "CREATE_VOLUME",
  function: "CREATE_FUNCTION",
  external_location: "CREATE_EXTERNAL_LOCATION",
  storage_credential: "CREATE_STORAGE_CREDENTIAL",
  credential: "CREATE_SERVICE_CREDENTIAL",
  connection: "CREATE_CONNECTION",
  share: "CREATE_SHARE",
  recipient: "CREATE_RECIPIENT",
  provider: "CREATE_PROVIDER",
};
/** Kinds that workspaces can be bound to. */
const BINDABLE: ReadonlySet<SecurableType> = new Set<SecurableType>([
  "catalog",
  "external_location",
  "storage_credential",
  "credential",
]);

/** A new securable, owned by who creates it. Who creates a view must be able to read what it reads. */
export const createSecurableAct = defineAct({
  kind: "create_securable",
  check(context, act) {
    const { type, name } = act.securable;
    const callerId = callerIdOf(context, act);
    const existing = context.account.securables.get(securableKey(type, name));
    if (existing !== undefined && act.isReplace !== true)
      return conflict(
        `${type.toUpperCase()}_ALREADY_EXISTS`,
        `${capitalized(type)} '${name}' already exists`,
      );
    if (callerId === null) return null;
    if (
      existing !== undefined &&
      !mayAlter(context.account, callerId, { securable: existing, workspaceId: act.workspaceId })
    )
      return lacksPrivilege("MANAGE", existing);
    return refuseCreation(context, act, callerId);
  },
  apply(context, act) {
    const { account } = context;
    const { type, name } = act.securable;
    const existing = account.securables.get(securableKey(type, name));
    if (existing !== undefined) {
      replace(context, act, existing);
      return { kind: "done", made: { id: existing.uuid } };
    }
    const uuid = context.uuid();
    account.securables.set(securableKey(type, name), {
      type,
      name,
      uuid,
      owner: callerIdOf(context, act) ?? metastoreOwner(context),
      createdAt: act.at,
      createdBy: act.actor,
      updatedAt: act.at,
      updatedBy: act.actor,
      comment: act.comment,
      grants: new Map(),
      tags: new Map(),
      policies: new Map(),
      isolationMode: BINDABLE.has(type) ? "OPEN" : null,
      bindings: new Map(),
      properties: new Map(),
      detail: ownDetail(act.detail),
    });
    touchAccount(account, "rights");
    return { kind: "done", made: { id: uuid } };
  },
  record(context, act, outcome) {
    const { action, params } = createRequest(act.securable, act.detail);
    logMetastore(context, act, {
      action,
      params: { ...params, ...(act.comment === null ? {} : { comment: act.comment }) },
      ownParams: detailParams(act.securable, act.detail),
      result: JSON.stringify({ full_name: act.securable.name }),
      outcome,
    });
  },
});

/** What it is becomes another; who owns it and who may use it stays. */
function replace(
  { account }: ActContext,
  act: ActOf<"create_securable">,
  existing: SimulatedSecurable,
): void {
  account.securables.set(securableKey(existing.type, existing.name), {
    ...existing,
    updatedAt: act.at,
    updatedBy: act.actor,
    comment: act.comment,
    detail: ownDetail(act.detail),
  });
  touchAccount(account, "rights");
}

function capitalized(type: SecurableType): string {
  return type.charAt(0).toUpperCase() + type.slice(1).replaceAll("_", " ");
}

function refuseCreation(
  context: ActContext,
  act: ActOf<"create_securable">,
  callerId: string,
): Refusal | null {
  const { account } = context;
  const { type } = act.securable;
  if (type === "metastore") return forbidden("Metastores are created by account administrators.");
  const asker = { principalId: callerId, workspaceId: act.workspaceId };
  const refusal = checkPrivilege(account, {
    ...asker,
    securable: containerOf(context, act.securable),
    privilege: createPrivilege(type, act.detail),
  });
  if (refusal !== null || act.detail.kind !== "table") return refusal;
  for (const dependency of act.detail.viewDependencies) {
    const unread = checkPrivilege(account, {
      ...asker,
      securable: dependency,
      privilege: dependency.type === "table" ? "SELECT" : "EXECUTE",
    });
    if (unread !== null) return unread;
  }
  return null;
}

function createPrivilege(type: Exclude<SecurableType, "metastore">, detail: SecurableDetail): string {
  if (detail.kind === "function" && detail.isModel) return "CREATE_MODEL";
  if (detail.kind === "table" && detail.tableType === "MATERIALIZED_VIEW") return "CREATE_MATERIALIZED_VIEW";
  return CREATE_PRIVILEGES[type];
}

function containerOf(context: ActContext, { name }: SecurableRef): SecurableRef {
  const parts = name.split(".");
  if (parts.length === 1) return { type: "metastore", name: context.account.metastoreId };
  return { type: parts.length === 2 ? "catalog" : "schema", name: parts.slice(0, -1).join(".") };
}

function metastoreOwner({ account }: ActContext): string {
  return account.securables.get(securableKey("metastore", account.metastoreId))?.owner ?? "";
}

/** What later acts change is the account's own. */
function ownDetail(detail: SecurableDetail): SecurableDetail {
  return detail.kind === "share" ? { ...detail, objects: new Set(detail.objects) } : { ...detail };
}

function detailParams(securable: SecurableRef, detail: SecurableDetail): Record<string, string> | null {
  if (detail.kind === "function" && !detail.isModel)
    return { function_info: JSON.stringify({ full_name: securable.name, ...detail }) };
  if (detail.kind !== "table") return null;
  return {
    table_type: detail.tableType,
    data_source_format: detail.viewText === null ? "DELTA" : "UNKNOWN_DATA_SOURCE_FORMAT",
    columns: JSON.stringify(detail.columns.map(({ name, type }) => ({ name, type_text: type }))),
    ...(detail.viewText === null
      ? {}
      : {
          view_definition: detail.viewText,
          view_dependencies: JSON.stringify(detail.viewDependencies.map((dependency) => dependency.name)),
        }),
  };
}
