import { REPOSITORY_ROOT } from "../source-text/read-repository.ts";
import { runSteps, type StepResult } from "./run-step.ts";
import { STEP_GROUPS } from "./steps.ts";

/** Machines that run this have two cores at least. */
const CONCURRENT_COUNT = 2;

/** `npm run verify` runs every check; `npm run verify -- types lint` runs the named ones. Ends with 1 when one fails. */
async function main(names: readonly string[]): Promise<number> {
  const known = STEP_GROUPS.flat().map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    console.error(`\`${unknown}\` is no check; there are ${known.join(", ")}`);
    return 2;
  }
  const results: StepResult[] = [];
  for (const group of STEP_GROUPS) {
    const steps = group.filter(({ name }) => names.length === 0 || names.includes(name));
    results.push(
      ...(await runSteps(steps, {
        root: REPOSITORY_ROOT,
        concurrentCount: CONCURRENT_COUNT,
        onResult: tell,
      })),
    );
  }
  const failed = results.filter(({ isPassed }) => !isPassed);
  for (const { step, output } of failed)
    console.error(`\n--- ${step.name}: ${step.command}\n${output.trimEnd()}`);
  return failed.length === 0 ? 0 : 1;
}

function tell({ step, isPassed, durationMs, output }: StepResult): void {
  const seconds = `${(durationMs / 1_000).toFixed(1)} s`;
  const summary = /^\s*Tests\s+(.*)$/m.exec(output)?.[1] ?? "";
  console.log(
    `${isPassed ? "ok  " : "FAIL"} ${step.name.padEnd(10)}${seconds.padStart(8)}  ${summary}`.trimEnd(),
  );
}

process.exitCode = await main(process.argv.slice(2));
