import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { SecurableRef } from "../acts/act.ts";
import type { Account } from "./account.ts";
import { touchAccount } from "./account-caches.ts";
import { findSecurable } from "./securable-chain.ts";

/**
 * Grants privileges on a securable without checks, as the building of a world asks; acts go through `applyGrantChanges`.
 * @throws BUG when there is no such securable, which is a mistake of the world.
 */
export function grant(
  account: Account,
  securable: SecurableRef,
  to: { readonly principalId: string; readonly privileges: readonly string[] },
): void {
  const found = findSecurable(account, securable);
  if (found === null)
    throw new GatehouseError("BUG", { message: `there is no ${securable.type} \`${securable.name}\`` });
  const held = found.grants.get(to.principalId);
  if (held === undefined) found.grants.set(to.principalId, new Set(to.privileges));
  else for (const privilege of to.privileges) held.add(privilege);
  touchAccount(account, "rights");
}
