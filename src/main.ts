import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type CliExitCode, runCli } from "./cli/run-cli.ts";
import type { Wiring } from "./cli/wiring.ts";
import type { KnownParts } from "./config/config-schema.ts";

/**
 * The composition root. What a command does not need is imported only when it is asked for, so `gatehouse --help` does
 * not load a database.
 */
export async function main(args: readonly string[]): Promise<CliExitCode> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await runCli(args, await wiring(interrupted.signal));
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

async function wiring(signal: AbortSignal): Promise<Wiring> {
  const place = { version: await packageVersion(), packageFolder: PACKAGE_FOLDER };
  return {
    version: place.version,
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: { nowMs: () => performance.now(), after: afterDelay },
    signal,
    knownParts,
    async scanTelemetry(request) {
      const { scanFolder } = await import("./wiring/scan-folder.ts");
      return scanFolder(request);
    },
    async *detectSeries(request) {
      const { detectInput } = await import("./wiring/detect-input.ts");
      yield* detectInput(request);
    },
    async verifyLedger(path, anchors) {
      const { verifyLedgerAt } = await import("./wiring/ledger-files.ts");
      return verifyLedgerAt(path, anchors);
    },
    async *exportLedger(storePath) {
      const { exportLedgerOf } = await import("./wiring/ledger-files.ts");
      yield* exportLedgerOf(storePath);
    },
    async simulateAccount(request) {
      const { simulateAccount } = await import("./wiring/simulate-account.ts");
      return simulateAccount(request, place);
    },
    async openEmulator(request) {
      const { emulateAccount } = await import("./wiring/emulate-account.ts");
      return emulateAccount(request, place);
    },
    async runDemo(request) {
      const { runDemo } = await import("./wiring/run-demo.ts");
      return runDemo(request, place);
    },
  };
}

/** Where package.json and the built-in stories are, built or not. */
const PACKAGE_FOLDER = fileURLToPath(new URL(".", new URL("../package.json", import.meta.url)));

async function packageVersion(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const parsed: unknown = JSON.parse(text);
  const version =
    typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : null;
  return typeof version === "string" ? version : "unknown";
}

function afterDelay(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

async function knownParts(): Promise<KnownParts> {
  const [{ SIGNALS }, { DETECTORS }] = await Promise.all([
    import("./signals/registry.gen.ts"),
    import("./detectors/registry.gen.ts"),
  ]);
  return { signals: SIGNALS, detectors: DETECTORS };
}
