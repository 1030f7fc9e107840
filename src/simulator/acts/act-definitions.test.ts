import { expect, test } from "vitest";
import { ACT_DEFINITIONS } from "./act-definitions.ts";

test("each definition stands under its own kind", () => {
  for (const [kind, definition] of Object.entries(ACT_DEFINITIONS)) expect(definition.kind).toBe(kind);
});
