import type { Refusal } from "../account/account.ts";
import type { Outcome } from "./act.ts";

/** Done, and nothing was made that the caller has to see. */
export const DONE: Outcome = Object.freeze({ kind: "done", made: Object.freeze({}) });

/** Done, unless there is a refusal. */
export function doneUnless(refusal: Refusal | null): Outcome {
  return refusal === null ? DONE : { kind: "refused", refusal };
}
