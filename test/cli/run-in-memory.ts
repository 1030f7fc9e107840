import { PassThrough } from "node:stream";
import { runCli } from "../../src/cli/run-cli.ts";
import type { Wiring } from "../../src/cli/wiring.ts";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";

/** How a command line ended, and what it wrote. */
export interface EndedRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line with streams in memory. Services that `change` does not give must not be reached: they have tests
 * of their own, and the whole program has test/.
 */
export async function runInMemory(args: readonly string[], change: Partial<Wiring> = {}): Promise<EndedRun> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const wiring: Wiring = {
    version: "1.2.3",
    env: {},
    stdout,
    stderr,
    clock: { nowMs: () => 0, after: () => () => {} },
    signal: new AbortController().signal,
    knownParts: async () => ({
      signals: [{ id: "usage.cost", title: "cost", unit: "USD", materialityFloor: 10 }],
      detectors: [{ id: "gamma-poisson", title: "counts", defaults: { neededCount: 24 } }],
    }),
    scanTelemetry: unreached,
    detectSeries: unreached,
    verifyLedger: unreached,
    exportLedger: unreached,
    simulateAccount: unreached,
    openEmulator: unreached,
    runDemo: unreached,
    ...change,
  };
  const exitCode = await runCli(args, wiring);
  return { exitCode, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

/** A service that a test does not expect to be asked. */
export function unreached(): never {
  throw new GatehouseError("BUG", { message: "reached a service" });
}
