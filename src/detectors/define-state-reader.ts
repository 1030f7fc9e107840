import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";

/**
 * The list of finite numbers under `key` of a stored state.
 * @throws BUG when it is not there: checkpoints never cross versions, so the state was not made by this detector.
 */
export function numbersIn(state: Json, key: string): readonly number[] {
  const list: unknown = isRecord(state) ? state[key] : undefined;
  invariant(isNumberList(list), `a detector's state has no list of numbers \`${key}\``);
  return list;
}

/** The number at `index` of {@link numbersIn}. @throws BUG when it is not there. */
export function numberIn(state: Json, key: string, index = 0): number {
  const value = numbersIn(state, key)[index];
  invariant(value !== undefined, `a detector's state has too few numbers in \`${key}\``);
  return value;
}

function isRecord(state: Json): state is { readonly [key: string]: Json } {
  return typeof state === "object" && state !== null && !Array.isArray(state);
}

function isNumberList(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.every((item) => typeof item === "number" && Number.isFinite(item));
}
