import * as cephes from "cephes";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { logGamma } from "./log-gamma.ts";
import { logNegativeBinomialUpper } from "./negative-binomial.ts";
import { normalTails } from "./normal.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { logPoissonLower, logPoissonUpper } from "./poisson.ts";
import { betaTails } from "./regularized-beta.ts";
import { gammaTails } from "./regularized-gamma.ts";
import { logStudentTUpper } from "./student-t.ts";

beforeAll(() => cephes.compiled);

/** What cephes itself is good for in these ranges, by its own documentation and our references. */
const CEPHES_TOLERANCE = 1e-8;
/** Below, cephes underflows and says so by throwing. */
const CEPHES_LOG_MIN = -600;
const RUNS = { seed: 4711, numRuns: 300 } as const;

function near(actual: number, reference: number): void {
  expect(Math.abs(actual - reference)).toBeLessThanOrEqual(CEPHES_TOLERANCE * Math.abs(reference) + 1e-290);
}

const shape = fc.double({ min: 0.05, max: 400, noNaN: true });
const unit = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe("special functions agree with an independent library on random arguments", () => {
  test("logarithm of gamma", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        expect(logGamma(x)).toBeCloseTo(cephes.lgam(x), 6);
      }),
      RUNS,
    );
  });

  test("incomplete gamma, both tails", () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0.05, max: 4, noNaN: true }), (a, ratio) => {
        const tails = gammaTails(a, a * ratio);
        fc.pre(Math.min(tails.logLower, tails.logUpper) > CEPHES_LOG_MIN);
        near(Math.exp(tails.logLower), cephes.igam(a, a * ratio));
        near(Math.exp(tails.logUpper), cephes.igamc(a, a * ratio));
      }),
      RUNS,
    );
  });

  test("incomplete beta", () => {
    fc.assert(
      fc.property(shape, shape, unit, (a, b, x) => {
        near(Math.exp(betaTails({ a, b }, x, 1 - x).logLower), cephes.incbet(a, b, x));
      }),
      RUNS,
    );
  });

  test("normal tail and quantile", () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
        near(Math.exp(normalTails(z).logLower), cephes.ndtr(z));
      }),
      RUNS,
    );
    fc.assert(
      fc.property(unit, (p) => {
        expect(normalQuantile(p)).toBeCloseTo(cephes.ndtri(p), 8);
      }),
      RUNS,
    );
  });

  test("Poisson tails", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        (count, mean) => {
          const lower = logPoissonLower(count, mean);
          const upper = logPoissonUpper(count + 1, mean);
          fc.pre(Math.min(lower, upper) > CEPHES_LOG_MIN);
          near(Math.exp(lower), cephes.pdtr(count, mean));
          near(Math.exp(upper), cephes.pdtrc(count, mean));
        },
      ),
      RUNS,
    );
  });

  test("negative binomial tail with whole shape", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (count, wholeShape, mean) => {
          const success = wholeShape / (wholeShape + mean);
          near(
            Math.exp(logNegativeBinomialUpper(count + 1, { mean, shape: wholeShape })),
            cephes.nbdtrc(count, wholeShape, success),
          );
        },
      ),
      RUNS,
    );
  });

  test("Student t tail with whole degrees of freedom", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        (degrees, t) => {
          near(Math.exp(logStudentTUpper(t, degrees)), cephes.stdtr(degrees, -t));
        },
      ),
      RUNS,
    );
  });
});
