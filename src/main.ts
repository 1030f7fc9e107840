import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { type CliExitCode, runCli } from "./cli/run-cli.ts";
import type { DetectRequest, ScanRequest, Wiring } from "./cli/wiring.ts";
import type { KnownParts, Settings } from "./config/config-schema.ts";
import { GatehouseError } from "./domain/gatehouse-error.ts";
import type { Actor } from "./domain/principal.ts";
import { epochMs, findingsPerDay } from "./domain/units.ts";
import type { Environment } from "./ports/environment.ts";
import type { Store } from "./ports/store.ts";
import type { ScanReport } from "./services/scan-report.ts";
import type { SeriesVerdict } from "./services/series-verdict.ts";
import type { LedgerAnchors, LedgerReport } from "./services/verify-ledger.ts";

/**
 * The composition root: the only file that knows engines, stores and services at once. What a command does not need is
 * imported only when it is asked for, so `gatehouse --help` does not load a database.
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
  return {
    version: await packageVersion(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: { nowMs: () => performance.now(), after: afterDelay },
    signal,
    knownParts,
    scanTelemetry: scanFolder,
    detectSeries: detectInput,
    verifyLedger: verifyLedgerAt,
    exportLedger: exportLedgerOf,
  };
}

function afterDelay(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

async function packageVersion(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const parsed: unknown = JSON.parse(text);
  const version =
    typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : null;
  return typeof version === "string" ? version : "unknown";
}

const environment: Environment = {
  now: () => epochMs(Date.now()),
};

/** Who runs the command, as the machine knows them. */
function operator(): Actor {
  return { kind: "operator", name: userInfo().username };
}

async function knownParts(): Promise<KnownParts> {
  const [{ SIGNALS }, { DETECTORS }] = await Promise.all([
    import("./signals/registry.gen.ts"),
    import("./detectors/registry.gen.ts"),
  ]);
  return { signals: SIGNALS, detectors: DETECTORS };
}

async function openStore(path: string): Promise<Store> {
  // Whatever the database writes beside its file is for its owner's eyes only, as the file itself is.
  process.umask(0o077);
  const { openDuckdbStore } = await import("./stores/duckdb/open-duckdb-store.ts");
  return openDuckdbStore({ path });
}

/** What the engine does with a folder before it is read, for somebody who waits. */
const FOLDER_PHASES = {
  inspect: "looking at files",
  convert: "converting files",
  mend: "mending damaged files",
} as const;

async function scanFolder(request: ScanRequest): Promise<ScanReport> {
  const [
    { openFolderEngine },
    { scanTelemetry },
    { uniformWeights },
    { SOURCES },
    { SIGNALS },
    { DETECTORS },
    { REASONS },
  ] = await Promise.all([
    import("./engines/duckdb/open-folder-engine.ts"),
    import("./services/scan-telemetry.ts"),
    import("./decision/weights.ts"),
    import("./sources/registry.gen.ts"),
    import("./signals/registry.gen.ts"),
    import("./detectors/registry.gen.ts"),
    import("./attribution/registry.gen.ts"),
  ]);
  const { settings, signal } = request;
  const store = settings.store.path === null ? null : await openStore(settings.store.path);
  try {
    const folder = await openFolderEngine({
      directory: request.folder,
      tables: SOURCES,
      memoryLimitBytes: settings.scan.memory_limit_mb * 1_048_576,
      ...(settings.scan.threads === null ? {} : { threadCount: settings.scan.threads }),
      isStrict: request.isStrict,
      signal,
      onProgress: ({ phase, filesDone, fileCount }) =>
        request.onProgress({ phase: FOLDER_PHASES[phase], doneCount: filesDone, totalCount: fileCount }),
    });
    try {
      return await scanTelemetry(
        {
          engine: folder.engine,
          tables: () => folder.coverage(signal),
          notes: folder.notes,
          store,
          actor: operator(),
          environment,
          sources: SOURCES,
          signals: SIGNALS,
          detectors: DETECTORS,
          reasons: REASONS,
        },
        {
          since: settings.scan.since,
          until: settings.scan.until,
          findingsPerDay: settings.budget.findings_per_day,
          alpha: settings.budget.alpha,
          weights: uniformWeights,
          signalSettings: signalSettings(settings),
          detectorParams: settings.detectors,
          signal,
          onProgress: request.onProgress,
        },
      );
    } finally {
      await folder.engine.close();
    }
  } finally {
    await store?.close();
  }
}

function signalSettings(settings: Settings) {
  return Object.fromEntries(
    Object.entries(settings.signals).map(([id, signal]) => [
      id,
      { isEnabled: signal.enabled, materialityFloor: signal.materiality_floor },
    ]),
  );
}

async function* detectInput({ input, settings, signal }: DetectRequest): AsyncGenerator<SeriesVerdict> {
  const [{ readCsvSeries }, { detectSeries }, { DETECTORS }] = await Promise.all([
    import("./engines/csv/read-csv-series.ts"),
    import("./services/detect-series.ts"),
    import("./detectors/registry.gen.ts"),
  ]);
  const isPiped = input === "-";
  const stream = isPiped ? process.stdin : createReadStream(input);
  const rows = readCsvSeries(stream, isPiped ? "standard input" : input);
  yield* detectSeries(rows, {
    detectors: DETECTORS.filter((definition) => definition.measures.includes("magnitude")).map(
      (definition) => ({
        definition,
        params: settings.detectors[definition.id] ?? definition.defaults,
      }),
    ),
    findingsPerDay: findingsPerDay(settings.detect.findings_per_day),
    alpha: settings.budget.alpha,
    signal,
  });
}

/** First byte of an exported ledger: its header is a JSON object. */
const OBJECT_START = "{".charCodeAt(0);

async function verifyLedgerAt(path: string, anchors: LedgerAnchors): Promise<LedgerReport> {
  const { verifyLedger } = await import("./services/verify-ledger.ts");
  if ((await firstByte(path)) === OBJECT_START) {
    return verifyLedger({ kind: "file", chunks: createReadStream(path) }, anchors);
  }
  const store = await openStore(path);
  try {
    return await verifyLedger({ kind: "store", store }, anchors);
  } finally {
    await store.close();
  }
}

/** Also keeps a store from being made where a path was mistyped. @throws LEDGER_UNREADABLE. */
async function firstByte(path: string): Promise<number | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(1), 0, 1, 0);
      return bytesRead === 0 ? undefined : buffer[0];
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new GatehouseError("LEDGER_UNREADABLE", { message: `\`${path}\` cannot be opened`, cause });
  }
}

async function* exportLedgerOf(storePath: string): AsyncGenerator<string> {
  const { exportLedger } = await import("./services/export-ledger.ts");
  await firstByte(storePath);
  const store = await openStore(storePath);
  try {
    yield* exportLedger(store);
  } finally {
    await store.close();
  }
}
