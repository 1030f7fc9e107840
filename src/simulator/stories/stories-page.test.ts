import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { StoryCondition } from "./conditions/define-condition.ts";
import { STORY_CONDITIONS } from "./conditions/story-conditions.ts";
import { CHECK_PHRASES } from "./grammar/check-phrases.ts";
import { NOUNS } from "./grammar/nouns.ts";
import { WORD_LISTS } from "./grammar/word-lists.ts";
import { parseStory } from "./parse-story.ts";
import { STORY_VERBS } from "./verbs/story-verbs.ts";

const PAGE = readFileSync(new URL("../../../docs/stories.md", import.meta.url), "utf8");

function section(marker: string): string {
  const [, rest = ""] = PAGE.split(`<!-- ${marker} -->\n`);
  return rest.split(`<!-- end of ${marker} -->`)[0] ?? "";
}

/** The lists of the page as they have to stand there; copy what the failing test prints. */
function fenced(lines: readonly string[]): string {
  return `\n\`\`\`text\n${lines.join("\n")}\n\`\`\`\n\n`;
}

describe("docs/stories.md", () => {
  it("lists every verb", () => {
    expect(section("verbs")).toBe(fenced(STORY_VERBS.map(({ phrase }) => phrase)));
  });

  it("lists every condition with its contrary, by what can have it", () => {
    const groups = new Map<string, StoryCondition[]>();
    for (const condition of STORY_CONDITIONS) {
      const nouns = condition.nouns.join(", ");
      groups.set(nouns, [...(groups.get(nouns) ?? []), condition]);
    }
    const lines = [...groups].flatMap(([nouns, conditions]) => [
      `${nouns}:`,
      ...conditions.map(
        ({ phrase, negative }) => `  ${[phrase, ...(negative === null ? [] : [negative])].join("  /  ")}`,
      ),
    ]);
    expect(section("conditions")).toBe(fenced(lines));
  });

  it("lists what scenarios can demand", () => {
    expect(section("checks")).toBe(fenced(CHECK_PHRASES.map(({ text }) => text)));
  });

  it.each(Object.keys(NOUNS))("names the noun %s", (noun) => {
    expect(PAGE).toContain(`\`${noun}`);
  });

  it.each(["team", "role", "duty", "type"])("names the words of %s", (list) => {
    for (const word of WORD_LISTS[list]?.words ?? []) expect(PAGE).toContain(word);
  });

  it("shows a story that can be read", () => {
    const story = /```story\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";
    expect(parseStory("docs/stories.md", story)).toMatchObject({ kind: "story" });
  });
});
