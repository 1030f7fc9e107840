import { type Refusal, type SimulatedSecurable, securableKey } from "../account/account.ts";
import { invalidValue, lacksPrivilege, securableMissing } from "../account/account-refusals.ts";
import { isMetastoreAdmin } from "../account/admin-roles.ts";
import { mayAlter } from "../account/can-manage.ts";
import type { ActOrigin, SecurableRef } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";

const SCOPES: readonly SecurableRef["type"][] = ["metastore", "catalog", "schema", "table"];

/** Why the caller may not put or delete policies there: it takes ownership or MANAGE, on the metastore its administrator. */
export function refusePolicyScope(
  context: ActContext,
  act: ActOrigin & { readonly securable: SecurableRef },
): Refusal | null {
  const { account } = context;
  if (!SCOPES.includes(act.securable.type))
    return invalidValue(`Policies are not supported on ${act.securable.type} '${act.securable.name}'.`);
  const securable = policyScope(context, act.securable);
  if (securable === undefined) return securableMissing(act.securable);
  const callerId = callerIdOf(context, act);
  if (callerId === null) return null;
  const isAllowed =
    act.securable.type === "metastore"
      ? isMetastoreAdmin(account, callerId)
      : mayAlter(account, callerId, { securable, workspaceId: act.workspaceId });
  return isAllowed ? null : lacksPrivilege("MANAGE", securable);
}

export function policyScope(
  { account }: ActContext,
  { type, name }: SecurableRef,
): SimulatedSecurable | undefined {
  return account.securables.get(securableKey(type, name));
}

/** Parameters that say where a policy is. */
export function scopeParams({ type, name }: SecurableRef): Record<string, string> {
  return { on_securable_type: type.toUpperCase(), on_securable_fullname: name };
}
