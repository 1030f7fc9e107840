import { describe, expect, it } from "vitest";
import { usageText } from "./usage-text.ts";

describe("usageText", () => {
  it.each([
    [
      "error: unknown option '--jsn'\n(Did you mean --json?)",
      "unknown option `--jsn`; did you mean `--json`?",
    ],
    [
      "error: unknown command 'x'\n(Did you mean one of scan, detect?)",
      "unknown command `x`; did you mean `scan` or `detect`?",
    ],
    ["error: missing required argument 'DIR'", "missing required argument `DIR`"],
    [
      "error: too many arguments for 'scan'. Expected 1 argument but got 2.",
      "too many arguments for `scan`: expected 1 argument but got 2",
    ],
  ])("turns %j into one line in our form", (message, text) => {
    expect(usageText(message)).toBe(text);
  });
});
