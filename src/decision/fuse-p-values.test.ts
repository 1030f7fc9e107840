import { expect, it } from "vitest";
import { fuseStatistics } from "./fuse-p-values.ts";

function fused(pByDetector: readonly number[][]): number[] {
  const rowCount = pByDetector[0]?.length ?? 0;
  const out = new Float64Array(rowCount);
  fuseStatistics(
    pByDetector.map((p) => Float64Array.from(p)),
    rowCount,
    out,
  );
  return [...out];
}

it("gives minus the logarithm of the geometric mean", () => {
  expect(
    fused([
      [0.1, 0.5],
      [0.001, 0.5],
    ])[0],
  ).toBeCloseTo(-Math.log(Math.sqrt(0.1 * 0.001)), 12);
});

it("leaves out a detector that says nothing, row by row", () => {
  const [both, one, none] = fused([
    [0.2, Number.NaN, Number.NaN],
    [0.2, 0.01, Number.NaN],
  ]);
  expect(both).toBeCloseTo(-Math.log(0.2), 12);
  expect(one).toBeCloseTo(-Math.log(0.01), 12);
  expect(none).toBeNaN();
});

it("stays finite for a p of 0 and never below 0 for a p above 1 by rounding", () => {
  const [zero, above] = fused([[0, 1 + 1e-12]]);
  expect(zero).toBeCloseTo(690.78, 1);
  expect(above).toBe(0);
});

it("writes no more rows than asked", () => {
  const out = Float64Array.of(-1, -1);
  fuseStatistics([Float64Array.of(0.5, 0.5)], 1, out);
  expect(out[1]).toBe(-1);
});
