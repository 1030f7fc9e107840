import { expect, test } from "vitest";
import { checkMarkers } from "./check-markers.ts";

function check(path: string, text: string): readonly number[] {
  return checkMarkers([{ path, text }]).map(({ line }) => line);
}

test.each([["// TODO mend this"], ["// FIXME"], ["/* XXX */"], ["// HACK for now"], ["// TODO: when?"]])(
  "%s is found",
  (text) => {
    expect(check("src/a.ts", `const a = 1;\n${text}`)).toEqual([2]);
  },
);

test("a marker in a page is found on its line", () => {
  expect(check("docs/a.md", "# A\n\nTODO\n")).toEqual([3]);
  expect(check("src/a.ts", "/*\n * FIXME\n */")).toEqual([2]);
});

test("a condition makes it fine, and a string is no remark", () => {
  expect(check("src/a.ts", "// TODO when Node 22 is the floor: use the built-in one")).toEqual([]);
  expect(check("src/a.ts", 'const marker = "TODO";')).toEqual([]);
  expect(check("package-lock.json", '"sha512-XXX+TODO"')).toEqual([]);
});
