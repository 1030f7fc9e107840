import { expect, test } from "vitest";
import { checkMarkdownHeading } from "./check-markdown-heading.ts";

function check(text: string): readonly number[] {
  return checkMarkdownHeading([{ path: "docs/a.md", text }]).map(({ line }) => line);
}

test("a page with no title or with two is found", () => {
  expect(check("## A\n")).toEqual([1]);
  expect(check("# A\n\n# B\n")).toEqual([3]);
});

test("a page with one title is fine; a remark of a shell block is no heading", () => {
  expect(check("# A\n## B\n```sh\n# not a heading\n```\n")).toEqual([]);
  expect(check("# A\n````md\n```\n# not a heading\n```\n````\n")).toEqual([]);
});
