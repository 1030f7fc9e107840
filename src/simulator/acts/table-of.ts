import {
  type Refusal,
  type SecurableDetail,
  type SimulatedSecurable,
  securableKey,
} from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { invalidValue, lacksPrivilege, securableMissing } from "../account/account-refusals.ts";
import { mayAlter } from "../account/can-manage.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ActOrigin } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";

type TableDetail = Extract<SecurableDetail, { readonly kind: "table" }>;

/** A table and what is particular about it; null when there is none of that name. */
export function tableOf(
  { account }: ActContext,
  name: string,
): { readonly securable: SimulatedSecurable; readonly detail: TableDetail } | null {
  const securable = account.securables.get(securableKey("table", name));
  return securable?.detail.kind === "table" ? { securable, detail: securable.detail } : null;
}

/** Notes who changed a securable, and that everything derived from the account is stale. */
export function touch(context: ActContext, securable: SimulatedSecurable, act: ActOrigin): void {
  securable.updatedAt = act.at;
  securable.updatedBy = act.actor;
  touchAccount(context.account, "rights");
}

/**
 * Why a table may not get a row filter or mask of that function over those columns, or lose it (`use` null): views have
 * none, owner or MANAGE is needed on the table, EXECUTE on the function.
 */
export function refuseFunctionUse(
  context: ActContext,
  act: ActOrigin,
  asked: {
    readonly table: string;
    readonly functionName: string | null;
    readonly columns: readonly string[];
  },
): Refusal | null {
  const table = tableOf(context, asked.table);
  if (table === null) return securableMissing({ type: "table", name: asked.table });
  const { securable, detail } = table;
  if (detail.viewText !== null)
    return invalidValue(`Row filters and column masks are not supported on view '${asked.table}'.`);
  const callerId = callerIdOf(context, act);
  if (callerId !== null && !mayAlter(context.account, callerId, { securable, workspaceId: act.workspaceId }))
    return lacksPrivilege("MANAGE", securable);
  const unknown = asked.columns.find((name) => !detail.columns.some((column) => column.name === name));
  if (unknown !== undefined)
    return invalidValue(`Column '${unknown}' does not exist in table '${asked.table}'.`);
  if (asked.functionName === null || callerId === null) return null;
  return checkPrivilege(context.account, {
    principalId: callerId,
    workspaceId: act.workspaceId,
    securable: { type: "function", name: asked.functionName },
    privilege: "EXECUTE",
  });
}
