import type { Ground } from "../placing/ground.ts";
import type { SlotValues } from "../placing/slot-values.ts";
import type { StoryValue } from "../placing/story-value.ts";

/** A property by which `let` chooses: `let Thief = a person where cannot read Orders`. */
export interface StoryCondition {
  /** Words of what can have it. */
  readonly nouns: readonly string[];
  readonly phrase: string;
  /** The phrase that says the contrary; null where nothing says it. */
  readonly negative: string | null;
  /** Set where candidates that are left out by default (who sleeps, is away) must be looked at. */
  readonly includesIdle?: boolean;
  holds(candidate: StoryValue, slots: SlotValues, ground: Ground): boolean;
}

export function defineCondition(condition: StoryCondition): StoryCondition {
  return Object.freeze(condition);
}
