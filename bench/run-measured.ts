import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Measurement, RunOptions } from "./measurement.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
const LOADER = import.meta.resolve("tsx");

/** Runs `engine` in a fresh process and measures it there, so that peaks of memory are its own. */
export async function runMeasured(engine: string, options: RunOptions): Promise<Measurement> {
  const child = spawn(process.execPath, ["--import", LOADER, CHILD, engine, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  let measured: Measurement | null = null;
  child.on("message", (message: Measurement) => {
    measured = message;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (measured === null) throw new Error(`${engine} ended with ${exitCode}: ${complaint.trim()}`);
  return measured;
}
