import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `npm start`: the demonstration, with the built program and the arguments passed on; then what to try next. */
const PROGRAM = fileURLToPath(new URL("../../bin/gatehouse.js", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** What runs when nothing is asked for: a newcomer does not wait for three months of 160 people. */
const SHORT = ["--preset", "small"];
/** Exit code of a wrong call, as the program has it. */
const USAGE = 2;

const NEXT = `
That was a simulated account of invented people, served over HTTP and scanned with the code that scans a real workspace.

Try next:
  npx gatehouse demo                             a larger account with all stories; takes minutes
  npx gatehouse demo --preset small --seed 11    other people
  npx gatehouse simulate --preset small --out sim && npx gatehouse scan sim
                                                 the same as files; sim/truth.ndjson tells what was really going on
  npx gatehouse emulate                          the account for clients of your own: docs/emulator.md
  npx gatehouse scan --help                      your own telemetry
`;

async function main(): Promise<number> {
  if (!existsSync(BUILT)) {
    console.error("the program is not built: run `npm run build` first");
    return USAGE;
  }
  const args = process.argv.slice(2);
  const exitCode = await run(["demo", ...(args.length === 0 ? SHORT : args)]);
  if (exitCode === 0) console.error(NEXT);
  return exitCode;
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: "inherit" });
    // Ctrl-C reaches the child as well; it says how it ended.
    process.on("SIGINT", () => {});
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
