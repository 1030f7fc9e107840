import type { Step } from "./run-step.ts";

/**
 * What must hold for every commit. Groups run one after another, the steps of a group side by side: tests come last and
 * alone, because they measure time limits and run the built program.
 */
export const STEP_GROUPS: readonly (readonly Step[])[] = [
  [
    { name: "build", command: "tsc -p tsconfig.build.json" },
    { name: "types", command: "tsc -p tsconfig.json" },
    { name: "lint", command: "biome check --error-on-warnings ." },
    { name: "generated", command: "tsx tools/generate/main.ts --check" },
    { name: "unused", command: "knip" },
  ],
  [{ name: "tests", command: "vitest run" }],
];
