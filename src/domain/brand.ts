declare const brand: unique symbol;

/** A `Base` value that passed a check; only the smart constructor of `Name` can mint one. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A list that holds at least one item. */
export type NonEmptyArray<T> = readonly [T, ...T[]];

/** Values that survive `JSON.stringify` then `JSON.parse` unchanged. Detector state must be one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** True when `items` holds at least one item. */
export function isNonEmpty<T>(items: readonly T[]): items is NonEmptyArray<T> {
  return items.length > 0;
}
