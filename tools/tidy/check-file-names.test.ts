import { expect, test } from "vitest";
import { checkFileNames } from "./check-file-names.ts";

function check(path: string): readonly string[] {
  return checkFileNames([{ path, text: "" }]).map(({ message }) => message);
}

test.each([
  ["src/utils/a.ts"],
  ["src/domain/helpers.ts"],
  ["test/test-helpers.ts"],
  ["src/common.ts"],
  ["tools/miscStuff.ts"],
])("%s is found", (path) => {
  expect(check(path)).toEqual([expect.stringContaining("says nothing")]);
});

test.each([["src/domain/EpochMs.ts"], ["src/domain/epoch_ms.ts"], ["src/Domain/epoch-ms.ts"]])(
  "%s is found",
  (path) => {
    expect(check(path)).toEqual([expect.stringContaining("kebab-case")]);
  },
);

test.each([
  ["src/domain/epoch-ms.test.ts"],
  ["src/sources/registry.gen.ts"],
  ["vitest.config.ts"],
  ["CHANGELOG.md"],
  ["docs/adr/0001-why.md"],
  ["test/golden/a_b.sql"],
])("%s is fine", (path) => {
  expect(check(path)).toEqual([]);
});
