import { principalName, type Refusal } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden, invalidValue } from "../account/account-refusals.ts";
import { levelsOf, mayUseObject } from "../account/may-use-object.ts";
import type { ActOf, Outcome } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { aclRequest } from "./object-acl-requests.ts";
import { missing } from "./refusals.ts";

const OWNER = "IS_OWNER";
/** Where a warehouse is managed by another word. */
const ALIASES: Readonly<Record<string, string>> = { "sql/warehouses": "warehouses" };

/** Entries that changed, by numeric id; null: the entry went. For the rows of the act. */
const CHANGED = new WeakMap<ActOf<"set_object_acl">, ReadonlyMap<string, string | null>>();

/**
 * Who may do what with a job, warehouse, notebook …: the whole list is replaced, or entries are merged into it. A job
 * has exactly one owner; a new one takes the place of the old. One row for each entry that changed.
 */
export const setObjectAclAct = defineAct({
  kind: "set_object_acl",
  check(context, act) {
    const objectType = typeOf(act);
    const principalId = callerIdOf(context, act);
    const object = { workspaceId: act.workspaceId ?? "", objectType, objectId: act.objectId };
    if (
      principalId !== null &&
      !mayUseObject(context.account, { principalId, ...object, level: manageLevel(objectType) })
    )
      return forbidden(`User ${act.actor} does not have permission to manage ${objectType}/${act.objectId}.`);
    return refuseEntries(context, act);
  },
  apply(context, act) {
    const { objectAcls } = context.account;
    const key = `${typeOf(act)}/${act.objectId}`;
    const before = objectAcls.get(key)?.direct ?? new Map<string, string>();
    const after = entriesAfter(act, before);
    CHANGED.set(act, changes(before, after));
    objectAcls.set(key, { direct: after });
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    if (aclRequest(typeOf(act), act.objectId).isWholeList) logList(context, act, outcome);
    else
      for (const [id, level] of CHANGED.get(act) ?? Object.entries(act.entries))
        logEntry(context, act, { id, level, outcome });
  },
});

function typeOf(act: ActOf<"set_object_acl">): string {
  return ALIASES[act.objectType] ?? act.objectType;
}

/** The level that changes the list; tokens and passwords are managed by administrators. */
function manageLevel(objectType: string): string {
  return levelsOf(objectType).includes("CAN_MANAGE") ? "CAN_MANAGE" : (levelsOf(objectType).at(-1) ?? "");
}

function refuseEntries(context: ActContext, act: ActOf<"set_object_acl">): Refusal | null {
  const levels = levelsOf(typeOf(act));
  for (const [id, level] of Object.entries(act.entries)) {
    if (!context.account.principals.has(id)) return missing(`Principal with id ${id}`);
    if (!levels.includes(level))
      return invalidValue(`Permission level ${level} is not valid for ${act.objectType}.`);
  }
  if (!levels.includes(OWNER)) return null;
  const ownerCount = Object.values(act.entries).filter((level) => level === OWNER).length;
  const isWrong = act.mode === "replace" ? ownerCount !== 1 : ownerCount > 1;
  return isWrong && typeOf(act) !== "warehouses"
    ? invalidValue(`The ${typeOf(act).replace(/s$/, "")} must have exactly one owner.`)
    : null;
}

function entriesAfter(
  act: ActOf<"set_object_acl">,
  before: ReadonlyMap<string, string>,
): Map<string, string> {
  const entries = Object.entries(act.entries);
  if (act.mode === "replace") return new Map(entries);
  const isOwnerSet = entries.some(([, level]) => level === OWNER);
  const kept = [...before].filter(([, level]) => !isOwnerSet || level !== OWNER);
  return new Map([...kept, ...entries]);
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const changed = new Map<string, string | null>();
  for (const [id, level] of after) if (before.get(id) !== level) changed.set(id, level);
  for (const id of before.keys()) if (!after.has(id)) changed.set(id, null);
  return changed;
}

function logEntry(
  context: ActContext,
  act: ActOf<"set_object_acl">,
  entry: { readonly id: string; readonly level: string | null; readonly outcome: Outcome },
): void {
  const { service, action, isPathTold } = aclRequest(typeOf(act), act.objectId);
  logAudit(context, act, {
    service,
    action,
    isAccountLevel: false,
    params: {
      shardName: `shard-${act.workspaceId ?? ""}`,
      targetUserId: entry.id,
      resourceId: act.objectId,
      aclPermissionSet: JSON.stringify(entry.level === null ? [] : [entry.level]),
      ...(isPathTold ? { aclChangeResourceName: `${typeOf(act)}/${act.objectId}` } : {}),
    },
    outcome: entry.outcome,
  });
}

function logList(context: ActContext, act: ActOf<"set_object_acl">, outcome: Outcome): void {
  const { service, action } = aclRequest(typeOf(act), act.objectId);
  const list = Object.entries(act.entries).map(([id, level]) => {
    const principal = context.account.principals.get(id);
    return { principal: principal === undefined ? id : principalName(principal), permission_level: level };
  });
  logAudit(context, act, {
    service,
    action,
    isAccountLevel: false,
    params: { request_object_id: act.objectId, access_control_list: JSON.stringify(list) },
    outcome,
  });
}
