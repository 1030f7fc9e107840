import { applyGrantChanges } from "../account/change-grants.ts";
import { checkMayGrant } from "../account/check-may-grant.ts";
import type { GrantChange } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { doneUnless } from "./done.ts";
import { logMetastore } from "./log-audit.ts";

/**
 * GRANT and REVOKE: one request, one row, whatever it changes; a revoke of what is not held is done and changes nothing.
 * Grants of a share go to recipients, and have an action of their own.
 */
export const changeGrantsAct = defineAct({
  kind: "change_grants",
  check(context, act) {
    const principalId = callerIdOf(context, act);
    return principalId === null ? null : checkMayGrant(context.account, { ...act, principalId });
  },
  apply: (context, act) => doneUnless(applyGrantChanges(context.account, act.securable, act.changes)),
  record(context, act, outcome) {
    const { securable } = act;
    const isShare = securable.type === "share";
    logMetastore(context, act, {
      action: isShare ? "updateSharePermissions" : "updatePermissions",
      params: isShare
        ? { name: securable.name }
        : { securable_type: securable.type.toUpperCase(), securable_full_name: securable.name },
      ownParams: { changes: JSON.stringify(act.changes.map(changeJson)) },
      outcome,
    });
  },
});

/** A list without entries is left out, as the platform leaves it out. */
function changeJson({ principal, add, remove }: GrantChange): Readonly<Record<string, unknown>> {
  return {
    principal,
    ...(add.length === 0 ? {} : { add }),
    ...(remove.length === 0 ? {} : { remove }),
  };
}
