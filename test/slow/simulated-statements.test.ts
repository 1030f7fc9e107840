import fc from "fast-check";
import { expect, test } from "vitest";
import { randomAccounts } from "../conformance/random-account.ts";
import { checkStatements } from "../conformance/statement-checks.ts";

const RUNS = { seed: 9_203, numRuns: 20, endOnFailure: true } as const;
/** Least number of statements an account that are allowed, and refused, so that the property cannot hold by emptiness. */
const MET_COUNT_MIN = 5;

test("a statement of anybody succeeds exactly when its rights, and those of the owners of its views and functions, allow it", async () => {
  let [allowedCount, refusedCount] = [0, 0];
  await fc.assert(
    fc.asyncProperty(randomAccounts(), async (random) => {
      const met = await checkStatements(random);
      allowedCount += met.allowedCount;
      refusedCount += met.refusedCount;
      expect(met.wrong).toEqual([]);
    }),
    RUNS,
  );
  expect(Math.min(allowedCount, refusedCount)).toBeGreaterThan(MET_COUNT_MIN * RUNS.numRuns);
});
