import { type SecurableType, type SimulatedSecurable, securableKey } from "../account/account.ts";
import { entryOf } from "./pick.ts";
import type { WorldDraft } from "./world-draft.ts";

/** @throws BUG when there is none. */
export function securableOf(draft: WorldDraft, type: SecurableType, name: string): SimulatedSecurable {
  return entryOf(draft.account.securables, securableKey(type, name));
}
