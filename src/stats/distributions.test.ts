import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logBetaBinomialLower, logBetaBinomialPoint, logBetaBinomialUpper } from "./beta-binomial.ts";
import { logGeneralizedParetoUpper } from "./generalized-pareto.ts";
import {
  logNegativeBinomialLower,
  logNegativeBinomialPoint,
  negativeBinomialNearMidTail,
} from "./negative-binomial.ts";
import { negativeBinomialQuantile } from "./negative-binomial-quantile.ts";
import { normalTails } from "./normal.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { betaTails } from "./regularized-beta.ts";
import { gammaTails } from "./regularized-gamma.ts";
import { logStudentTUpper, studentTQuantileOfUpper } from "./student-t.ts";

const RUNS = { seed: 99, numRuns: 200 } as const;
const mean = fc.double({ min: 1e-4, max: 300, noNaN: true });
const shape = fc.double({ min: 0.02, max: 300, noNaN: true });
const count = fc.integer({ min: 0, max: 400 });

describe("negative binomial", () => {
  test("the mid-tail on the far side is what the near one leaves of 1", () => {
    fc.assert(
      fc.property(count, mean, shape, (x, m, r) => {
        const near = negativeBinomialNearMidTail(x, m, r);
        const half = 0.5 * Math.exp(logNegativeBinomialPoint(x, { mean: m, shape: r }));
        const lower = Math.exp(logNegativeBinomialLower(x, { mean: m, shape: r })) - half;
        expect(x > m ? 1 - near : near).toBeCloseTo(lower, 10);
      }),
      RUNS,
    );
  });

  test("a quantile is the smallest count that reaches its probability", () => {
    fc.assert(
      fc.property(mean, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (m, r, p) => {
        const model = { mean: m, shape: r };
        const quantile = negativeBinomialQuantile(p, model);
        expect(Math.exp(logNegativeBinomialLower(quantile, model))).toBeGreaterThanOrEqual(p * (1 - 1e-9));
        if (quantile > 0) expect(Math.exp(logNegativeBinomialLower(quantile - 1, model))).toBeLessThan(p);
      }),
      RUNS,
    );
  });
});

describe("beta-binomial", () => {
  test("both tails at a count share exactly its own probability", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.record({ a: shape, b: shape }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, shapes, at) => {
          const model = { trialCount: n, shape: shapes };
          const x = Math.round(at * n);
          const lower = Math.exp(logBetaBinomialLower(x, model));
          const upper = Math.exp(logBetaBinomialUpper(x, model));
          expect(lower + upper - Math.exp(logBetaBinomialPoint(x, model))).toBeCloseTo(1, 10);
        },
      ),
      RUNS,
    );
  });
});

describe("tails", () => {
  test("the two sides of gamma and beta sum to 1", () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
        const beta = betaTails({ a, b }, x, 1 - x);
        expect(Math.exp(beta.logLower) + Math.exp(beta.logUpper)).toBeCloseTo(1, 12);
        const gamma = gammaTails(a, b * x);
        expect(Math.exp(gamma.logLower) + Math.exp(gamma.logUpper)).toBeCloseTo(1, 12);
      }),
      RUNS,
    );
  });

  test("upper tails fall as the value grows, across the borders between methods", () => {
    for (const a of [0.999, 1, 1.001, 9_999, 10_000, 10_001]) {
      let before = 0;
      for (let step = 0; step <= 400; step++) {
        const { logUpper } = gammaTails(a, a * (0.8 + step / 1000));
        expect(logUpper).toBeLessThanOrEqual(before);
        before = logUpper;
      }
    }
  });

  test("normal and Student quantiles undo their tails", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 0.5, noNaN: true }),
        fc.double({ min: 0.5, max: 60, noNaN: true }),
        (p, degrees) => {
          expect(Math.exp(normalTails(normalQuantile(p)).logLower) / p).toBeCloseTo(1, 9);
          expect(Math.exp(logStudentTUpper(studentTQuantileOfUpper(p, degrees), degrees)) / p).toBeCloseTo(
            1,
            9,
          );
        },
      ),
      RUNS,
    );
  });
});

describe("generalized Pareto", () => {
  test("nothing lies beyond the end of a tail of negative shape", () => {
    expect(logGeneralizedParetoUpper(4, { scale: 2, shape: -0.5 })).toBe(-Infinity);
    expect(logGeneralizedParetoUpper(3.99, { scale: 2, shape: -0.5 })).toBeLessThan(-10);
  });
});
