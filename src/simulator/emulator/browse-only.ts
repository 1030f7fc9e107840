import type { Account, SimulatedSecurable } from "../account/account.ts";
import { isMetastoreAdmin } from "../account/admin-roles.ts";
import { closureOf } from "../account/closure-of.ts";
import { chainOf } from "../account/securable-chain.ts";

/** Privileges of a container that show nothing of what lies in it. */
const SHOWS_NOTHING = /^(?:BROWSE|USE_|CREATE_)/;

/** Whether the principal sees a securable by BROWSE alone: such are listed only when asked for. */
export function isBrowseOnly(account: Account, principalId: string, securable: SimulatedSecurable): boolean {
  if (isMetastoreAdmin(account, principalId)) return false;
  const closure = closureOf(account, principalId);
  const chain = chainOf(account, securable);
  if (chain.some(({ owner }) => closure.has(owner))) return false;
  const held = chain.flatMap((level) => heldAt(level, closure).map((privilege) => ({ level, privilege })));
  const isShown = held.some(({ level, privilege }) => isShownBy(securable, level, privilege));
  return !isShown && held.some(({ privilege }) => privilege === "BROWSE");
}

function heldAt({ grants }: SimulatedSecurable, closure: ReadonlySet<string>): readonly string[] {
  return [...closure].flatMap((id) => [...(grants.get(id) ?? [])]);
}

/** Whether a privilege held on `level` shows a securable in it, or itself, to who has no BROWSE. */
function isShownBy(securable: SimulatedSecurable, level: SimulatedSecurable, privilege: string): boolean {
  if (level === securable) return privilege !== "BROWSE";
  return !SHOWS_NOTHING.test(privilege) || (privilege === "USE_SCHEMA" && securable.type === "schema");
}
