import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

/** One check: a command of this repository that ends with 0 when all is well. */
export interface Step {
  readonly name: string;
  readonly command: string;
}

export interface StepResult {
  readonly step: Step;
  readonly isPassed: boolean;
  readonly durationMs: number;
  /** Everything that the command printed. */
  readonly output: string;
}

/** Runs the command at `root` with the repository's own tools first on the path. Never rejects: a failure is a result. */
export function runStep(step: Step, root: string): Promise<StepResult> {
  const startedAt = performance.now();
  const path = [join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter);
  const child = spawn(step.command, {
    cwd: root,
    shell: true,
    env: { ...process.env, PATH: path, NO_COLOR: "1" },
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const finish = (isPassed: boolean, rest: string) => {
      const output = Buffer.concat(chunks).toString("utf8") + rest;
      resolve({ step, isPassed, durationMs: performance.now() - startedAt, output });
    };
    child.on("error", (error) => finish(false, error.message));
    child.on("close", (exitCode) => finish(exitCode === 0, ""));
  });
}

/** Runs steps in order, at most `concurrentCount` at once, and tells each result as soon as it is there. */
export async function runSteps(
  steps: readonly Step[],
  options: {
    readonly root: string;
    readonly concurrentCount: number;
    readonly onResult: (result: StepResult) => void;
  },
): Promise<readonly StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step, options.root);
      results.push(result);
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: options.concurrentCount }, work));
  return results;
}
