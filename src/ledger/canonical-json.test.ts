import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../domain/brand.ts";
import { canonicalJson, JSON_DEPTH_MAX } from "./canonical-json.ts";

const SEED = { seed: 8785, numRuns: 500 };
const BUG = expect.objectContaining({ code: "BUG" });

/** JSON of any shape, its texts well-formed. */
const json = fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" }).map((value) => value as Json);

function shuffled(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

it("the example of RFC 8785 section 3.2.2 and 3.2.3 comes out byte for byte", () => {
  const text = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
    "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
  expect(canonicalJson(JSON.parse(text))).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

it("keys are sorted by UTF-16 code units, as the example of RFC 8785 section 3.2.3 has it", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
  expect(canonicalJson(value)).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
  );
});

it.each([
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555556", "333333333.3333334"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
])("the number of RFC 8785 appendix B with bits %s is written %s", (bits, text) => {
  expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
});

it("reading the text gives the value back", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    SEED,
  );
});

it("the order of keys does not matter, and different values have different texts", () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      expect(canonicalJson(shuffled(left))).toBe(canonicalJson(left));
      const isSame = canonicalJson(left) === canonicalJson(right);
      expect(isSame).toBe(
        fc.stringify(JSON.parse(canonicalJson(left))) === fc.stringify(JSON.parse(canonicalJson(right))),
      );
    }),
    SEED,
  );
});

it("the text needs no other encoding: UTF-8 holds it without loss", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(text);
    }),
    SEED,
  );
});

it.each([
  ["not a number", Number.NaN],
  ["infinity", Number.NEGATIVE_INFINITY],
  ["a lone high surrogate", "a\ud83d"],
  ["a lone low surrogate", "\ude00b"],
  ["a key with a lone surrogate", { "\ud83d": 1 }],
  ["undefined", undefined],
  ["a member that is undefined", { a: undefined }],
  ["a hole in a list", new Array(1)],
  ["a date", new Date(0)],
  ["a map", new Map()],
  ["a bigint", 1n],
  ["a function", () => 1],
])("%s is refused", (_, value) => {
  expect(() => canonicalJson(value as Json)).toThrow(BUG);
});

it("a surrogate pair is a character like any other", () => {
  expect(canonicalJson({ "\ud83d\ude00": "\ud83d\ude00" })).toBe('{"😀":"😀"}');
});

it("nesting is bounded, so that no value can overflow the stack", () => {
  const nest = (depth: number): Json => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(canonicalJson(nest(JSON_DEPTH_MAX + 1))).toBe("[".repeat(65) + "]".repeat(65));
  expect(() => canonicalJson(nest(JSON_DEPTH_MAX + 2))).toThrow(BUG);
});

it("a key `__proto__` is a key like any other", () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
});
