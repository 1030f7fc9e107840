import type { SecurableRef } from "../acts/act.ts";
import type { Account, SimulatedSecurable } from "./account.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import { chainOf } from "./securable-chain.ts";

/** The privilege that opens a container; null for what contains nothing. */
export function usePrivilege(type: SecurableRef["type"]): string | null {
  if (type === "catalog") return "USE_CATALOG";
  return type === "schema" ? "USE_SCHEMA" : null;
}

/** Whether the principal may use every container above the securable, and the securable itself when it is one and asked. */
export function passesUseGates(
  account: Account,
  principalId: string,
  options: { readonly securable: SimulatedSecurable; readonly isOwnLevelIncluded: boolean },
): boolean {
  return chainOf(account, options.securable).every((level) => {
    const privilege = usePrivilege(level.type);
    if (privilege === null || (level === options.securable && !options.isOwnLevelIncluded)) return true;
    return holdsPrivilege(account, principalId, { securable: level, privilege });
  });
}
