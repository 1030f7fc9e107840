import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stableId } from "./stable-id.ts";

describe("a stable id", () => {
  it("is the same for the same parts and another where parts are cut differently", () => {
    expect(stableId("finding", ["a", "bc"])).toBe(stableId("finding", ["a", "bc"]));
    expect(stableId("finding", ["a", "bc"])).not.toBe(stableId("finding", ["ab", "c"]));
  });

  it("has one shape for any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (parts) => {
        expect(stableId("x", parts)).toMatch(/^x-[0-9a-f]{16}$/);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
