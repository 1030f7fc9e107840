import { expect, test } from "vitest";
import { renderDependencies } from "./render-dependencies.ts";

const PAGE =
  "# A\n\n| Package | Version | Why |\n| --- | --- | --- |\n| `@s/tool` | 1.0.0 | a reason |\n| `test` | ? | another |\n";

test("versions follow package.json; reasons stay", () => {
  const page = renderDependencies(PAGE, {
    dependencies: { "@s/tool": "2.0.0" },
    devDependencies: { test: "1.1.0" },
  });
  expect(page).toContain("| `@s/tool` | 2.0.0 | a reason |\n| `test` | 1.1.0 | another |\n");
});

test("a package without a reason and a reason without a package are errors, told at once", () => {
  const manifest = { dependencies: { "@s/tool": "2.0.0", fresh: "1.0.0" } };
  expect(() => renderDependencies(PAGE, manifest)).toThrow("`test` has a row");
  expect(() => renderDependencies(PAGE, manifest)).toThrow("`fresh` is in package.json and has no row");
});
