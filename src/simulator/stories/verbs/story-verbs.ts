import { compilePhrase, type Phrase } from "../grammar/phrase.ts";
import { ACCESS_VERBS } from "./access-verbs.ts";
import { COMPUTE_VERBS } from "./compute-verbs.ts";
import { DATA_VERBS } from "./data-verbs.ts";
import type { StoryVerb } from "./define-verb.ts";
import { PROTECTION_VERBS } from "./protection-verbs.ts";
import { SECURABLE_VERBS } from "./securable-verbs.ts";
import { SESSION_VERBS } from "./session-verbs.ts";
import { WORLD_VERBS } from "./world-verbs.ts";

/** Every verb of the grammar; the first whose phrase fits a line is meant. */
export const STORY_VERBS: readonly StoryVerb[] = [
  ...SESSION_VERBS,
  ...DATA_VERBS,
  ...ACCESS_VERBS,
  ...PROTECTION_VERBS,
  ...SECURABLE_VERBS,
  ...COMPUTE_VERBS,
  ...WORLD_VERBS,
];

export const VERB_PHRASES: readonly Phrase[] = STORY_VERBS.map(({ phrase }) => compilePhrase(phrase));

const BY_PHRASE = new Map(STORY_VERBS.map((verb) => [verb.phrase, verb]));

export function verbOf(phrase: string): StoryVerb | null {
  return BY_PHRASE.get(phrase) ?? null;
}
