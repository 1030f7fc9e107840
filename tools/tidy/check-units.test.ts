import { expect, test } from "vitest";
import { checkUnits } from "./check-units.ts";

function check(text: string, path = "src/domain/a.ts"): readonly string[] {
  return checkUnits([{ path, text }]).map(({ line, message }) => `${line} ${message}`);
}

test.each([
  ["const timeout = 5;", "`timeout` does not say in what it is measured; end it in `Ms`, bound last"],
  ["let delay: number = read();", "`delay`"],
  ["interface A { readonly cacheSize: number }", "end it in `Bytes` or `Count`"],
  ["interface A { listPrice?: number | null }", "end it in `Usd` or `Dbu`"],
  ["function f(duration: number) {}", "`duration`"],
  ["const a = { retryBackoffMax: 3 };", "`retryBackoffMax`"],
  ["z.object({ query_timeout: z.number() })", "`query_timeout`"],
  ['z.object({ "scan-interval": z.number() })', "`scan-interval`"],
  ["const DEFAULT_TIMEOUT_MAX = 3;", "`DEFAULT_TIMEOUT_MAX`"],
  ["const errorRate = failedCount / allCount;", "end it in `Ratio` or `PerDay`"],
  ["const grantAge = now - grantedAt;", "`grantAge`"],
])("%s is found", (text, expected) => {
  expect(check(`\n${text}`)).toEqual([expect.stringContaining(expected)]);
  expect(check(`\n${text}`)).toEqual([expect.stringMatching(/^2 /)]);
});

test.each([
  ["const timeoutMs = 5;"],
  ["const latencyMsP99 = 5;"],
  ["const spendUsdMax = 5;"],
  ["interface A { readonly timeout: DurationMs }"],
  ["const cost = 'O(1) per row';"],
  ["interface A { readonly cost: string }"],
  ["const price = sql`list_price`;"],
  ["interface A { readonly price: (column: Sql) => Sql }"],
  ["const cache = map.size;"],
  ["const page = a ? delay : b;"],
  ["const usage = 1; const coverage = 2; const message = 3;"],
  ["// const timeout = 5;"],
  ["f({ durationRatio: 3 });"],
  ["function draw(size: ChartSize) {}"],
  ["const rate = openHypothesisRate();"],
])("%s is fine", (text) => {
  expect(check(text)).toEqual([]);
});

test("a parameter of a distribution is named as in its formula, in src/stats/ only", () => {
  expect(check("function f(size: number) {}", "src/stats/a.ts")).toEqual([]);
  expect(check("function f(size: number) {}", "src/decision/a.ts")).toHaveLength(1);
});

test("names that Node or vitest gave are fine outside src/", () => {
  expect(check("spawn({ timeout: 5 });", "tools/a.ts")).toEqual([]);
  expect(check("spawn({ timeout: 5 });", "src/cli/a.ts")).toHaveLength(1);
});
