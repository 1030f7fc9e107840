import { describe, expect, test } from "vitest";
import { holdsForTags, parseTagCondition, tagKeysOf } from "./tag-conditions.ts";

describe("a condition", () => {
  const tags = new Map([
    ["pii", "high"],
    ["it's", 'a "word"'],
  ]);

  test.each([
    ["has_tag('pii')", true],
    ["has_tag('PII')", false],
    ["has_tag_value('pii', 'high')", true],
    ["has_tag_value('pii', 'low')", false],
    ['hasTag(\'pii\') and HASTAGVALUE("pii","high")', true],
    ["NOT has_tag('pii')", false],
    ["not not has_tag('pii')", true],
    ["has_tag('x') AND has_tag('x') OR has_tag('pii')", true],
    ["has_tag('x') AND (has_tag('x') OR has_tag('pii'))", false],
    ["NOT has_tag('x') AND has_tag('pii')", true],
    ["has_tag('it''s') AND has_tag_value('it\\'s', \"a \"\"word\"\"\")", true],
  ])("%s is %s of the sample", (text, expected) => {
    const condition = parseTagCondition(text);
    expect(condition.kind).not.toBe("mistake");
    if (condition.kind !== "mistake") expect(holdsForTags(condition, tags)).toBe(expected);
  });

  test.each([
    ["", 0, "`has_tag` or `has_tag_value`, found the end"],
    ["has_tag(pii)", 8, "a key in quotes"],
    ["has_tag('a'", 11, "`)`"],
    ["has_tag_value('a')", 17, "`,`"],
    ["has_tag('a') has_tag('b')", 13, "the end of the condition"],
    ["has_tag('a') AND", 16, "found the end"],
    ["is_tagged('a')", 0, "`has_tag`"],
    ["(has_tag('a')", 13, "`)`"],
    ["has_tag('a) OR true", 8, "a key in quotes"],
    [`${"(".repeat(60)}has_tag('a')${")".repeat(60)}`, 51, "levels"],
  ])("%s is none, from the place where it goes wrong", (text, offset, message) => {
    const mistake = parseTagCondition(text);
    expect(mistake).toMatchObject({ kind: "mistake", offset });
    expect(mistake.kind === "mistake" ? mistake.message : "").toContain(message);
  });

  test("names the tags it depends on", () => {
    const condition = parseTagCondition("has_tag('a') OR NOT has_tag_value('b', 'c')");
    expect(condition.kind === "mistake" ? [] : tagKeysOf(condition)).toEqual(["a", "b"]);
  });
});
