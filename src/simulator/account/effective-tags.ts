import type { Account, SimulatedSecurable } from "./account.ts";
import { chainOf } from "./securable-chain.ts";

/** A tag as it holds on a securable. */
export interface EffectiveTag {
  readonly value: string;
  /** The securable itself, or the container that it comes from. */
  readonly from: SimulatedSecurable;
}

/**
 * Tags of a securable and of what it lies in, by key; a lower level overrides the same key. Tags of columns are not
 * among them, and tags never flow from a table to its columns.
 */
export function effectiveTags(
  account: Account,
  securable: SimulatedSecurable,
): ReadonlyMap<string, EffectiveTag> {
  const tags = new Map<string, EffectiveTag>();
  for (const from of chainOf(account, securable).toReversed())
    for (const [key, value] of from.tags) tags.set(key, { value, from });
  return tags;
}

/** The same as plain values, as conditions of policies read them. */
export function effectiveTagValues(
  account: Account,
  securable: SimulatedSecurable,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [key, { value }] of effectiveTags(account, securable)) values.set(key, value);
  return values;
}
