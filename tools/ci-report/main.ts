import { existsSync, readFileSync } from "node:fs";
import { type Tally, tallyLine, tallyStep } from "./count-tests.ts";

/**
 * Prints `N passed, N failed` over everything that a CI run did, and ends with 1 when anything failed.
 * Each argument is one step: `name=pass` or `name=fail`, the name being the path of a report of vitest's JSON reporter
 * where the step ran tests.
 */
function main(outcomes: readonly string[]): number {
  const tallies = outcomes.map(tallyOf);
  console.log(tallyLine(tallies));
  return tallies.every(({ failedCount }) => failedCount === 0) ? 0 : 1;
}

function tallyOf(outcome: string): Tally {
  const isPassed = outcome.endsWith("=pass");
  const name = outcome.replace(/=\w+$/, "");
  if (!name.endsWith(".json")) return tallyStep(isPassed, "none");
  return tallyStep(isPassed, existsSync(name) ? JSON.parse(readFileSync(name, "utf8")) : null);
}

process.exitCode = main(process.argv.slice(2));
