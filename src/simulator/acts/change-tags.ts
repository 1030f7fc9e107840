import { type Refusal, type SimulatedSecurable, securableKey } from "../account/account.ts";
import { forbidden, invalidValue, securableMissing } from "../account/account-refusals.ts";
import { isAccountAdmin } from "../account/admin-roles.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { holdsRuleRole } from "../account/rule-roles.ts";
import type { ActOf, Outcome } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { touch } from "./table-of.ts";

/** Roles that let somebody assign a governed tag. */
const ASSIGNER_ROLES = ["roles/tagPolicy.assigner", "roles/tagPolicy.manager"];

/** Tags that were there before, for the rows of the act that changed them. */
const BEFORE = new WeakMap<ActOf<"change_tags">, ReadonlyMap<string, string>>();

/**
 * Tags of a securable or of one column are set or removed: one row for each. APPLY TAG on the securable is needed, for
 * governed tags also the right to assign them, and one of their values.
 */
export const changeTagsAct = defineAct({
  kind: "change_tags",
  check(context, act) {
    const securable = context.account.securables.get(securableKey(act.securable.type, act.securable.name));
    if (securable === undefined) return securableMissing(act.securable);
    if (act.column !== null && tagsOf(securable, act.column) === null)
      return invalidValue(`Column '${act.column}' does not exist in table '${act.securable.name}'.`);
    const callerId = callerIdOf(context, act);
    if (callerId !== null) {
      const question = { principalId: callerId, workspaceId: act.workspaceId, securable: act.securable };
      const refusal =
        checkPrivilege(context.account, { ...question, privilege: "APPLY_TAG" }) ??
        refuseGoverned(context, act, callerId);
      if (refusal !== null) return refusal;
    }
    return refuseValues(context, act);
  },
  apply(context, act) {
    const securable = context.account.securables.get(securableKey(act.securable.type, act.securable.name));
    if (securable === undefined) return DONE;
    const before = tagsOf(securable, act.column) ?? new Map<string, string>();
    BEFORE.set(act, new Map(before));
    const after = new Map(before);
    for (const [key, value] of Object.entries(act.tags)) {
      if (value === null) after.delete(key);
      else after.set(key, value);
    }
    putTags(securable, act.column, after);
    touch(context, securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    for (const [key, value] of Object.entries(act.tags)) logTag(context, act, { key, value, outcome });
  },
});

function tagsOf(securable: SimulatedSecurable, column: string | null): ReadonlyMap<string, string> | null {
  if (column === null) return securable.tags;
  if (securable.detail.kind !== "table") return null;
  return securable.detail.columns.find(({ name }) => name === column)?.tags ?? null;
}

function putTags(
  securable: SimulatedSecurable,
  column: string | null,
  tags: ReadonlyMap<string, string>,
): void {
  if (column !== null) {
    if (securable.detail.kind !== "table") return;
    securable.detail.columns = securable.detail.columns.map((each) =>
      each.name === column ? { ...each, tags } : each,
    );
    return;
  }
  securable.tags.clear();
  for (const [key, value] of tags) securable.tags.set(key, value);
}

function refuseGoverned(context: ActContext, act: ActOf<"change_tags">, callerId: string): Refusal | null {
  const { account } = context;
  for (const key of Object.keys(act.tags)) {
    const governed = account.tagPolicies.get(key);
    if (governed === undefined || isAccountAdmin(account, callerId)) continue;
    const ruleSets = [
      `accounts/${account.accountId}/tagPolicies/${governed.id}/ruleSets/default`,
      `accounts/${account.accountId}/ruleSets/default`,
    ];
    const isAssigner = ruleSets.some((ruleSet) =>
      ASSIGNER_ROLES.some((role) => holdsRuleRole(account, callerId, { ruleSet, role })),
    );
    if (!isAssigner) return forbidden(`User ${act.actor} does not have ASSIGN on governed tag '${key}'.`);
  }
  return null;
}

function refuseValues({ account }: ActContext, act: ActOf<"change_tags">): Refusal | null {
  for (const [key, value] of Object.entries(act.tags)) {
    const allowed = account.tagPolicies.get(key)?.values ?? [];
    if (value !== null && allowed.length > 0 && !allowed.includes(value))
      return invalidValue(`Tag value ${value} is not an allowed value for tag policy key ${key}.`);
  }
  return null;
}

function logTag(
  context: ActContext,
  act: ActOf<"change_tags">,
  tag: { readonly key: string; readonly value: string | null; readonly outcome: Outcome },
): void {
  const { type, name } = act.securable;
  const wasThere = BEFORE.get(act)?.has(tag.key) ?? false;
  const verb = tag.value === null ? "delete" : wasThere ? "update" : "create";
  logMetastore(context, act, {
    action: `${verb}EntityTagAssignment`,
    params: {
      entity_type: act.column === null ? `${type}s` : "columns",
      entity_name: act.column === null ? name : `${name}.${act.column}`,
      tag_key: tag.key,
      ...(tag.value === null ? {} : { tag_value: tag.value }),
    },
    outcome: tag.outcome,
  });
}
