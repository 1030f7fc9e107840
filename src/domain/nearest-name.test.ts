import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestName, suggestionText } from "./nearest-name.ts";

const COMMANDS = ["scan", "detect", "config", "ledger", "explain"];

describe("nearestName", () => {
  it.each([
    ["scna", "scan"],
    ["detct", "detect"],
    ["LEDGER", "ledger"],
    ["explian", "explain"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearestName(typed, COMMANDS)).toBe(meant);
  });

  it("suggests nothing for a name that is like no candidate", () => {
    expect(nearestName("xyzzy", COMMANDS)).toBeNull();
    expect(suggestionText("xyzzy", COMMANDS)).toBe("");
    expect(nearestName("scan", [])).toBeNull();
  });

  it("finds every candidate again after one edit of a name of four or more letters", () => {
    const longNames = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(longNames, fc.nat(), fc.constantFrom("drop", "double", "swap"), (name, seed, edit) => {
        const at = seed % (name.length - 1);
        const edited = {
          drop: name.slice(0, at) + name.slice(at + 1),
          double: name.slice(0, at) + name[at] + name.slice(at),
          swap: name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2),
        }[edit];
        expect(nearestName(edited, ["0".repeat(40), name])).toBe(name);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
