import { expect, test } from "vitest";
import { replaceBlock } from "./replace-block.ts";

const PAGE = "# A\n\n<!-- generated: layers -->\nold\n<!-- end generated: layers -->\n\nby hand\n";

test("only what stands between the marks changes, and writing twice changes nothing more", () => {
  const once = replaceBlock(PAGE, "layers", "new");
  expect(once).toBe(
    "# A\n\n<!-- generated: layers -->\n\nnew\n\n<!-- end generated: layers -->\n\nby hand\n",
  );
  expect(replaceBlock(once, "layers", "new")).toBe(once);
});

test("a page without the block is an error", () => {
  expect(() => replaceBlock(PAGE, "other", "new")).toThrow("lacks the lines");
  expect(() => replaceBlock("# A", "layers", "new")).toThrow("lacks the lines");
});
