import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, truncateStartToWidth, truncateToWidth, wrapToWidth } from "./display-width.ts";

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["main.sales.orders", 17],
    ["Zürich", 6],
    ["e\u0301", 1],
    ["表", 2],
    ["売上データ", 10],
    ["매출", 4],
    ["ｱｲｳ", 3],
    ["！", 2],
    ["😀", 2],
    ["👩‍👩‍👧", 2],
    ["🇩🇪", 2],
    ["✔", 1],
    ["✔\ufe0f", 2],
    ["\u200b", 0],
    ["⣿░●", 3],
  ])("of `%s` is %i cells", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("truncateToWidth", () => {
  it("never takes more cells than it may, and changes nothing that fits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 30 }), (text, width) => {
        const cut = truncateToWidth(text, width);
        expect(displayWidth(cut)).toBeLessThanOrEqual(width);
        if (displayWidth(text) <= width) expect(cut).toBe(text);
      }),
      { seed: 6 },
    );
  });

  it("marks the cut and halves no wide character", () => {
    expect(truncateToWidth("売上データ", 6)).toBe("売上…");
    expect(truncateToWidth("売上データ", 5)).toBe("売上…");
    expect(truncateToWidth("abc", 1)).toBe("…");
    expect(truncateToWidth("abc", 0)).toBe("");
  });
});

describe("truncateStartToWidth", () => {
  it("keeps the end, and never takes more cells than it may", () => {
    expect(truncateStartToWidth("main.sales.orders", 9)).toBe("…s.orders");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 30 }), (text, width) => {
        const cut = truncateStartToWidth(text, width);
        expect(displayWidth(cut)).toBeLessThanOrEqual(width);
        expect(text.endsWith(cut.replace(/^…/, ""))).toBe(true);
      }),
      { seed: 8 },
    );
  });
});

describe("wrapToWidth", () => {
  it("breaks between words and keeps every word", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 40 }), (list, width) => {
        const lines = wrapToWidth(list.join(" "), width);
        expect(lines.join(" ")).toBe(list.join(" "));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      { seed: 7 },
    );
  });
});
