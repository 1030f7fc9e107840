import { expect, test } from "vitest";
import { REPOSITORY_ROOT } from "../source-text/read-repository.ts";
import { runStep, runSteps } from "./run-step.ts";

const node = (script: string) => `"${process.execPath}" -e "${script}"`;

test("a command that ends with 0 passes, any other fails, and both show what they printed", async () => {
  const good = await runStep({ name: "good", command: node("console.log('said')") }, REPOSITORY_ROOT);
  const bad = await runStep(
    { name: "bad", command: node("console.error('cried'); process.exit(3)") },
    REPOSITORY_ROOT,
  );
  expect([good.isPassed, good.output.trim()]).toEqual([true, "said"]);
  expect([bad.isPassed, bad.output.trim()]).toEqual([false, "cried"]);
});

test("a command that does not exist fails", async () => {
  const { isPassed } = await runStep({ name: "none", command: "no-such-command-anywhere" }, REPOSITORY_ROOT);
  expect(isPassed).toBe(false);
});

test("every step runs and is told, also after one failed", async () => {
  const told: string[] = [];
  const steps = [
    { name: "bad", command: node("process.exit(1)") },
    { name: "good", command: node("0") },
    { name: "last", command: node("0") },
  ];
  const onResult = ({ step }: { readonly step: { readonly name: string } }) => told.push(step.name);
  const results = await runSteps(steps, { root: REPOSITORY_ROOT, concurrentCount: 2, onResult });
  expect(results.filter(({ isPassed }) => !isPassed).map(({ step }) => step.name)).toEqual(["bad"]);
  expect([...told].sort()).toEqual(["bad", "good", "last"]);
});
