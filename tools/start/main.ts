import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateSample } from "../sample-telemetry/generate-sample.ts";
import { SAMPLE_NOTE_FILE, writeSample } from "../sample-telemetry/write-sample.ts";

/** `npm start`: makes sample telemetry, scans it with the built program, and says what to try next. */
const FOLDER = "sample-telemetry";
const SAMPLE = { seed: 7, dayCount: 28, principalCount: 40 };
const PROGRAM = fileURLToPath(new URL("../../bin/gatehouse.js", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

const NEXT = `
That was generated sample telemetry of an invented account, in ./${FOLDER}. Planted in it: a night in which
somebody is given a grant at 02:03, reads from 02:09 and exports at 02:13; a job that takes three times as long
after its definition changed; a warehouse whose cost surges; a feature column that shifts after an unusual writer.

Try next:
  npx gatehouse scan ${FOLDER} --json
  npx gatehouse scan ${FOLDER} --store gatehouse.store && npx gatehouse ledger verify gatehouse.store
  npx gatehouse config explain
  npx gatehouse scan --help        for your own telemetry
`;

async function main(): Promise<number> {
  if (!existsSync(BUILT)) {
    console.error("the program is not built: run `npm run build` first");
    return 2;
  }
  if (existsSync(FOLDER) && !existsSync(join(FOLDER, SAMPLE_NOTE_FILE))) {
    console.error(`./${FOLDER} exists and was not made by this script: move it away first`);
    return 2;
  }
  console.error(`generating sample telemetry of an invented account in ./${FOLDER} (seed ${SAMPLE.seed}) …`);
  await rm(FOLDER, { recursive: true, force: true });
  const { rowCount, byteCount } = await writeSample(FOLDER, generateSample(SAMPLE));
  console.error(`${rowCount} rows, ${(byteCount / 1e6).toFixed(0)} MB; scanning:\n`);
  const exitCode = await run(["scan", FOLDER, ...process.argv.slice(2)]);
  if (exitCode === 0) console.error(NEXT);
  return exitCode;
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
