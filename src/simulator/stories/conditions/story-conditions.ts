import { compilePhrase, type Phrase } from "../grammar/phrase.ts";
import { COMPUTE_CONDITIONS } from "./compute-conditions.ts";
import type { StoryCondition } from "./define-condition.ts";
import { PRINCIPAL_CONDITIONS } from "./principal-conditions.ts";
import { SECURABLE_CONDITIONS } from "./securable-conditions.ts";

/** Every condition of the grammar. */
export const STORY_CONDITIONS: readonly StoryCondition[] = [
  ...PRINCIPAL_CONDITIONS,
  ...SECURABLE_CONDITIONS,
  ...COMPUTE_CONDITIONS,
];

const PHRASES = new Map<string, readonly Phrase[]>();

/** Phrases that can stand after `where` for a noun, those that deny among them. */
export function conditionPhrases(noun: string): readonly Phrase[] {
  const known = PHRASES.get(noun);
  if (known !== undefined) return known;
  const phrases = STORY_CONDITIONS.filter(({ nouns }) => nouns.includes(noun)).flatMap(
    ({ phrase, negative }) => [phrase, ...(negative === null ? [] : [negative])].map(compilePhrase),
  );
  PHRASES.set(noun, phrases);
  return phrases;
}

/** The condition that a phrase of a noun stands for, and whether it is denied. */
export function conditionOf(
  noun: string,
  phrase: string,
): { readonly condition: StoryCondition; readonly isDenied: boolean } | null {
  for (const condition of STORY_CONDITIONS) {
    if (!condition.nouns.includes(noun)) continue;
    if (condition.phrase === phrase) return { condition, isDenied: false };
    if (condition.negative === phrase) return { condition, isDenied: true };
  }
  return null;
}
