import { describe, expect, it } from "vitest";
import { formatP, formatQuantity } from "./format-quantity.ts";
import type { Unit } from "./units.ts";

describe("formatQuantity", () => {
  it.each<[number, Unit, string]>([
    [1234, "1", "1,234"],
    [0.12345, "1", "0.123"],
    [-0.25, "1", "−0.25"],
    [-4, "USD", "−$4.00"],
    [-0.001, "USD", "$0.00"],
    [1234.5, "rows", "1,235 rows"],
    [0, "ms", "0 ms"],
    [250, "ms", "250 ms"],
    [1500, "ms", "1.5 s"],
    [185_000, "ms", "3 min 5 s"],
    [119_999, "ms", "2 min"],
    [7_800_000, "ms", "2 h 10 min"],
    [90_000_000, "ms", "1 d 1 h"],
    [-1500, "ms", "−1.5 s"],
    [999, "By", "999 B"],
    [1_234_000_000, "By", "1.23 GB"],
    [1234.5, "USD", "$1,234.50"],
    [12.34, "DBU", "12.3 DBU"],
    [0.1234, "ratio", "12.3 %"],
    [8.25, "bits", "8.25 bits"],
  ])("writes %d %s as %s", (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });
});

describe("formatP", () => {
  it("keeps two digits that matter", () => {
    expect([0.5, 0.012, 0.00012, 1e-300].map(formatP)).toEqual(["0.50", "0.012", "1.2e-4", "1.0e-300"]);
  });
});
