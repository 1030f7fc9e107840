import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeControl, escapeControlInJson } from "./escape-control.ts";

/** Text in which characters that a terminal obeys are common. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\u001b[2J",
        "\u009b31m",
        "\u0007",
        "\r",
        "\n",
        "\t",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\u007f",
      ),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

describe("escapeControl", () => {
  it("leaves no character that a terminal obeys or that hides text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const character of escapeControl(text)) {
          const code = character.codePointAt(0) ?? 0;
          expect(code >= 0x20 && !(code >= 0x7f && code <= 0x9f)).toBe(true);
          expect(code >= 0xd800 && code <= 0xdfff).toBe(false);
          expect([0x200e, 0x200f, 0x2028, 0x2029, 0xfeff].includes(code)).toBe(false);
          expect((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)).toBe(false);
        }
      }),
      { seed: 3 },
    );
  });

  it("shows what it replaced and keeps everything else", () => {
    expect(escapeControl("a\u001b[31mb\nc\td é 表 😀")).toBe("a\\u001b[31mb\\nc\\td é 表 😀");
  });
});

describe("escapeControlInJson", () => {
  it("keeps the value of a JSON text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const json = JSON.stringify({ [text]: [text] });
        const escaped = escapeControlInJson(json);
        expect(JSON.parse(escaped)).toEqual(JSON.parse(json));
        expect(escaped).toBe(escapeControl(escaped));
      }),
      { seed: 4 },
    );
  });
});
