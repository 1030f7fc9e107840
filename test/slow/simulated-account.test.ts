import { test } from "vitest";
import { ACCOUNT_CHECKS, checkRandomAccounts } from "../conformance/account-checks.ts";

const RUNS = { seed: 4_711, numRuns: 80 } as const;

for (const accountCheck of ACCOUNT_CHECKS)
  test(accountCheck.name, () => checkRandomAccounts(accountCheck, RUNS));
