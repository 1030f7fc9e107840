import { defineConfig } from "vitest/config";

/** Whole scans, many times over, and what takes seconds beside its source (`*.slow.test.ts`): what continuous integration runs beside the unit suite. */
export default defineConfig({
  test: {
    include: ["test/slow/**/*.test.ts", "src/**/*.slow.test.ts", "test/**/*.slow.test.ts"],
    isolate: false,
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});
