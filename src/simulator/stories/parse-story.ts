import { conditionPhrases } from "./conditions/story-conditions.ts";
import { type ParsedStory, parseStoryText } from "./grammar/parse-story-text.ts";
import { VERB_PHRASES } from "./verbs/story-verbs.ts";

const LANGUAGE = { verbs: VERB_PHRASES, conditions: conditionPhrases };

/**
 * The story that a text tells, or every mistake in it with file, line, column and a hint. The grammar is in
 * docs/stories.md. Cost: about a millisecond for each 20 lines.
 */
export function parseStory(file: string, text: string): ParsedStory {
  return parseStoryText({ file, text }, LANGUAGE);
}
