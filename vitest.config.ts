import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["test/slow/**", "**/*.slow.test.ts", "node_modules/**", "dist/**"],
    isolate: false,
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
