import { describe, expect, it } from "vitest";
import { median, spread } from "./result-line.ts";

describe("median and spread", () => {
  it("quote the middle repetition and how far the others lie from it", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2);
    expect(spread([3, 1, 2])).toBe(1);
    expect(spread([2])).toBe(0);
  });
});
