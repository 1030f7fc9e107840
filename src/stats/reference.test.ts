import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { logBetaBinomialLower, logBetaBinomialPoint, logBetaBinomialUpper } from "./beta-binomial.ts";
import { logGeneralizedParetoUpper } from "./generalized-pareto.ts";
import { logGamma } from "./log-gamma.ts";
import {
  logNegativeBinomialLower,
  logNegativeBinomialPoint,
  logNegativeBinomialUpper,
  negativeBinomialNearMidTail,
} from "./negative-binomial.ts";
import { logNormalUpper } from "./normal.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { logPoissonLower, logPoissonUpper } from "./poisson.ts";
import { randomGenerator } from "./random.ts";
import { betaTails } from "./regularized-beta.ts";
import { gammaTails } from "./regularized-gamma.ts";
import { logStudentTUpper } from "./student-t.ts";

/** Relative error of a probability that its logarithm may carry. */
const TOLERANCE = 1e-10;

const vectors: Record<string, readonly (readonly (number | string)[])[]> = JSON.parse(
  readFileSync(new URL("../../test/golden/stats/vectors.json", import.meta.url), "utf8"),
);

function numericRows(name: string): readonly (readonly number[])[] {
  const rows = vectors[name] ?? [];
  expect(rows.length).toBeGreaterThan(3);
  return rows.map((row) => row.map(Number));
}

/** A probability agrees when its logarithm differs by at most the relative tolerance of the probability. */
function expectLog(actual: number, reference: number, label: string): void {
  // Doubles below 1e-16 of the logarithm itself cannot be told apart: only far beyond 1e-300 does this matter.
  const allowed = TOLERANCE + 4e-15 * Math.abs(reference);
  expect(Math.abs(actual - reference), `${label}: ${actual} against ${reference}`).toBeLessThanOrEqual(
    allowed,
  );
}

function expectRelative(actual: number, reference: number, label: string): void {
  const error = reference === 0 ? Math.abs(actual) : Math.abs(actual / reference - 1);
  expect(error, `${label}: ${actual} against ${reference}`).toBeLessThanOrEqual(TOLERANCE);
}

describe("special functions agree with sixty-digit references", () => {
  test("logarithm of gamma", () => {
    for (const [x = 0, value = 0] of numericRows("logGamma")) expectRelative(logGamma(x), value, `x ${x}`);
  });

  test("both logarithmic tails of the incomplete gamma function", () => {
    for (const [a = 0, x = 0, lower = 0, upper = 0] of numericRows("gammaTails")) {
      const tails = gammaTails(a, x);
      expectSmallerTail(tails, { logLower: lower, logUpper: upper }, `gamma ${a} ${x}`);
    }
  });

  test("both logarithmic tails of the incomplete beta function", () => {
    for (const [a = 0, b = 0, x = 0, y = 0, lower = 0, upper = 0] of numericRows("betaTails")) {
      const tails = betaTails({ a, b }, x, y);
      expectSmallerTail(tails, { logLower: lower, logUpper: upper }, `beta ${a} ${b} ${x}`);
    }
  });

  test("normal tail", () => {
    for (const [z = 0, value = 0] of numericRows("logNormalUpper"))
      expectLog(logNormalUpper(z), value, `z ${z}`);
  });

  test("normal quantile", () => {
    for (const [p = 0, value = 0] of numericRows("normalQuantile"))
      expectRelative(normalQuantile(p), value, `p ${p}`);
  });

  test("Student t tail", () => {
    for (const [t = 0, degrees = 0, value = 0] of numericRows("logStudentTUpper"))
      expectLog(logStudentTUpper(t, degrees), value, `t ${t} with ${degrees}`);
  });

  test("Poisson tails", () => {
    for (const [count = 0, mean = 0, lower = 0, upper = 0] of numericRows("poisson")) {
      expectLog(logPoissonLower(count, mean), lower, `${count} below, mean ${mean}`);
      expectLog(logPoissonUpper(count, mean), upper, `${count} above, mean ${mean}`);
    }
  });

  test("negative binomial point, tails and mid-tail", () => {
    for (const [count = 0, mean = 0, size = 0, point = 0, lower = 0, upper = 0, near = 0] of numericRows(
      "negativeBinomial",
    )) {
      const label = `${count} with mean ${mean} and size ${size}`;
      const model = { mean, shape: size };
      expectLog(logNegativeBinomialPoint(count, model), point, `point ${label}`);
      expectLog(logNegativeBinomialLower(count, model), lower, `lower ${label}`);
      expectLog(logNegativeBinomialUpper(count, model), upper, `upper ${label}`);
      if (near > -690)
        expectLog(Math.log(negativeBinomialNearMidTail(count, mean, size)), near, `near ${label}`);
    }
  });

  test("beta-binomial point and tails", () => {
    for (const [count = 0, trialCount = 0, a = 0, b = 0, point = 0, lower = 0, upper = 0] of numericRows(
      "betaBinomial",
    )) {
      const label = `${count} of ${trialCount} with ${a}, ${b}`;
      const model = { trialCount, shape: { a, b } };
      expectLog(logBetaBinomialPoint(count, model), point, `point ${label}`);
      expectLog(logBetaBinomialLower(count, model), lower, `lower ${label}`);
      expectLog(logBetaBinomialUpper(count, model), upper, `upper ${label}`);
    }
  });

  test("generalized Pareto tail", () => {
    for (const [excess = 0, scale = 0, shape = 0, value = 0] of numericRows("generalizedPareto"))
      expectLog(logGeneralizedParetoUpper(excess, { scale, shape }), value, `${excess} ${scale} ${shape}`);
  });

  test("the generator gives the published sequence of xoshiro256++ seeded by SplitMix64", () => {
    for (const [seed, ...outputs] of vectors["xoshiro256plusplus"] ?? []) {
      const whole = randomGenerator(Number(seed));
      const fraction = randomGenerator(Number(seed));
      for (const output of outputs) {
        const bits = BigInt(`0x${output}`);
        expect(whole.uint32()).toBe(Number(bits >> 32n));
        expect(fraction.uniform()).toBe(Number(bits >> 11n) / 2 ** 53);
      }
    }
  });
});

/** The tail below ½ carries the information; its complement must agree as a plain number. */
function expectSmallerTail(
  actual: { readonly logLower: number; readonly logUpper: number },
  reference: { readonly logLower: number; readonly logUpper: number },
  label: string,
): void {
  expectLog(actual.logLower, reference.logLower, `lower ${label}`);
  expectLog(actual.logUpper, reference.logUpper, `upper ${label}`);
}
