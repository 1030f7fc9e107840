import { expect, test } from "vitest";
import { findMember } from "./find-member.ts";

test.each([
  ["export const audit = defineSource({});"],
  ["export const audit: DetectorDefinition<{ a: number }> = defineDetector<{ a: number }>({});"],
  [
    'import { defineA } from "./define-a.ts";\nconst other = defineA({});\nexport const LIMIT = 3;\nexport const audit = defineSource({});',
  ],
])("the member is found in %s", (text) => {
  expect(findMember("src/sources/audit.ts", text)).toBe("audit");
});

test("a file without a member is an error that says where it belongs", () => {
  expect(() => findMember("src/sources/a.ts", "export const a = 1;")).toThrow(
    "src/sources/a.ts exports no constant",
  );
  expect(() => findMember("src/sources/a.ts", "// export const a = defineSource({});")).toThrow(
    "exports no constant",
  );
});

test("a file with two members is an error", () => {
  const text = "export const a = defineSource({}); export const b = defineSource({});";
  expect(() => findMember("src/sources/a.ts", text)).toThrow("exports a and b; a file holds one member");
});
