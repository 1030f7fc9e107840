import { test } from "vitest";
import { ACCOUNT_CHECKS, checkRandomAccounts } from "./account-checks.ts";

/** Few; `test/slow/simulated-account.test.ts` runs many more. */
const RUNS = { seed: 20_261, numRuns: 4 } as const;

for (const accountCheck of ACCOUNT_CHECKS)
  test(accountCheck.name, () => checkRandomAccounts(accountCheck, RUNS));
