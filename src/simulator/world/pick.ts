import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { RandomGenerator } from "../../stats/random.ts";

/** One member, each as likely. @throws BUG on an empty list. */
export function pick<Member>(random: RandomGenerator, members: readonly Member[]): Member {
  return memberAt(members, random.below(members.length));
}

/** A member by weight. Weights belong to members of the same place; they need not sum to 1. @throws BUG when none. */
export function pickWeighted<Member>(
  random: RandomGenerator,
  members: readonly Member[],
  weights: readonly number[],
): Member {
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return memberAt(members, at < 0 ? members.length - 1 : at);
}

/** `count` different members in drawn order, or all when there are fewer. */
export function pickSome<Member>(
  random: RandomGenerator,
  members: readonly Member[],
  count: number,
): readonly Member[] {
  const rest = [...members];
  const size = Math.min(count, rest.length);
  const picked: Member[] = [];
  for (let at = 0; at < size; at++) picked.push(...rest.splice(random.below(rest.length), 1));
  return picked;
}

/** @throws BUG when there is none at `at`. */
export function memberAt<Member>(members: readonly Member[], at: number): Member {
  const member = members[at];
  if (member === undefined)
    throw new GatehouseError("BUG", { message: `a list of ${members.length} members has none at ${at}` });
  return member;
}

/** @throws BUG when the map has no such key. */
export function entryOf<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new GatehouseError("BUG", { message: `nothing is kept for \`${key}\`` });
  return value;
}
