import type { SecurableRef } from "../acts/act.ts";
import type { Account, SecurableType, SimulatedSecurable } from "./account.ts";
import { securableKey } from "./account.ts";
import { cachesOf } from "./account-caches.ts";

const IN_SCHEMA: ReadonlySet<SecurableType> = new Set<SecurableType>(["table", "volume", "function"]);

/** The securable, or null when there is none of that type and name. */
export function findSecurable(account: Account, { type, name }: SecurableRef): SimulatedSecurable | null {
  return account.securables.get(securableKey(type, name)) ?? null;
}

/**
 * The securable and what it lies in, innermost first (table, schema, catalog); without the metastore, from which nothing
 * flows down. Levels that do not exist are left out. Cost: kept by revision.
 */
export function chainOf(account: Account, securable: SimulatedSecurable): readonly SimulatedSecurable[] {
  const { chains } = cachesOf(account);
  const known = chains.get(securable);
  if (known !== undefined) return known;
  const chain = [securable];
  for (const ref of containersOf(securable)) {
    const container = findSecurable(account, ref);
    if (container !== null) chain.push(container);
  }
  chains.set(securable, chain);
  return chain;
}

/** Names of the containers of a securable, innermost first. */
export function containersOf({ type, name }: SecurableRef): readonly SecurableRef[] {
  const catalog = name.slice(0, Math.max(0, name.indexOf(".")));
  if (type === "schema") return [{ type: "catalog", name: catalog }];
  if (!IN_SCHEMA.has(type)) return [];
  const schema = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return [
    { type: "schema", name: schema },
    { type: "catalog", name: catalog },
  ];
}

/** The metastore itself; null in an account that is not yet set up. */
export function metastoreOf(account: Account): SimulatedSecurable | null {
  return findSecurable(account, { type: "metastore", name: account.metastoreId });
}
