import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const LOADER = import.meta.resolve("tsx");
/** Starts the program from its source, as bin/gatehouse.js starts the built one. */
const START = `import { main } from ${JSON.stringify(MAIN)}; process.exitCode = await main(process.argv.slice(1));`;

/** How the program ended, and all that it wrote. */
export interface EndedProgram {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  /** Closes standard output after its first bytes, as `head` does. */
  readonly leavesEarly?: boolean;
}

/** The whole program in a process of its own, from its source. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<EndedProgram> {
  return startProgram(args, options).ended;
}

/** A program that goes on. */
interface StartedProgram {
  readonly ended: Promise<EndedProgram>;
  /** The first line of its standard output; fails when it ends before. */
  firstLine(): Promise<string>;
  /** As Ctrl-C does. */
  interrupt(): void;
}

/** As {@link runProgram}, for a program that serves until it is interrupted. */
export function startProgram(args: readonly string[], options: RunOptions = {}): StartedProgram {
  const child = spawn(
    process.execPath,
    ["--import", LOADER, "--input-type=module", "-e", START, "--", ...args],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (options.leavesEarly === true) child.stdout.destroy();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  // The program may end before it has read all of its input.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const ended = new Promise<EndedProgram>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return {
    ended,
    firstLine: () => firstLineOf(child, () => ({ stdout, stderr })),
    interrupt: () => child.kill("SIGINT"),
  };
}

function firstLineOf(
  child: ChildProcessWithoutNullStreams,
  written: () => { readonly stdout: string; readonly stderr: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const [line, ...more] = written().stdout.split("\n");
      if (line !== undefined && more.length > 0) resolve(line);
    };
    child.stdout.on("data", look);
    child.once("close", () => reject(new Error(`ended without a line: ${written().stderr}`)));
    look();
  });
}

/** The JSON objects of an output, one a line. */
export function printedObjects(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
