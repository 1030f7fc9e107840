import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { availableParallelism, userInfo } from "node:os";
import { type CliExitCode, runCli } from "./cli/run-cli.ts";
import type {
  DemoReport,
  DemoRequest,
  EmulateRequest,
  RunningEmulator,
  SimulatedAccountRequest,
  SimulateReport,
  SimulateRequest,
} from "./cli/simulation-requests.ts";
import type { DetectRequest, ScanRequest, Wiring } from "./cli/wiring.ts";
import type { KnownParts, Settings } from "./config/config-schema.ts";
import { GatehouseError } from "./domain/gatehouse-error.ts";
import type { Actor } from "./domain/principal.ts";
import { DAY_MS, epochMs, findingsPerDay } from "./domain/units.ts";
import type { Engine } from "./ports/engine.ts";
import type { Environment } from "./ports/environment.ts";
import type { Store } from "./ports/store.ts";
import type { FolderNotes, RawTableCoverage } from "./ports/telemetry.ts";
import type { ScanReport } from "./services/scan-report.ts";
import type { SeriesVerdict } from "./services/series-verdict.ts";
import type { LedgerAnchors, LedgerReport } from "./services/verify-ledger.ts";
import type { Account } from "./simulator/account/account.ts";

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
    simulateAccount,
    openEmulator: emulateAccount,
    runDemo,
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
  const [{ openFolderEngine }, { SOURCES }] = await Promise.all([
    import("./engines/duckdb/open-folder-engine.ts"),
    import("./sources/registry.gen.ts"),
  ]);
  const { settings, signal } = request;
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
  return scanEngine(request, folder);
}

/** What is scanned: an engine, and what it can tell about what it reads. Closed when the scan is over. */
interface Scanned {
  readonly engine: Engine;
  readonly notes: FolderNotes | null;
  coverage(signal: AbortSignal): Promise<readonly RawTableCoverage[]>;
}

async function scanEngine(
  { settings, signal, onProgress }: Pick<ScanRequest, "settings" | "signal" | "onProgress">,
  scanned: Scanned,
): Promise<ScanReport> {
  const [{ scanTelemetry }, { uniformWeights }, { SOURCES }, { SIGNALS }, { DETECTORS }, { REASONS }] =
    await Promise.all([
      import("./services/scan-telemetry.ts"),
      import("./decision/weights.ts"),
      import("./sources/registry.gen.ts"),
      import("./signals/registry.gen.ts"),
      import("./detectors/registry.gen.ts"),
      import("./attribution/registry.gen.ts"),
    ]);
  try {
    const store = settings.store.path === null ? null : await openStore(settings.store.path);
    try {
      return await scanTelemetry(
        {
          engine: scanned.engine,
          tables: () => scanned.coverage(signal),
          notes: scanned.notes,
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
          onProgress,
        },
      );
    } finally {
      await store?.close();
    }
  } finally {
    await scanned.engine.close();
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

/** Databases of simulated accounts take as much as scans do by default. */
const SIMULATION_MEMORY_MB = 2_048;

/** The simulated account at the start of its history, and the moment at which the history ends. */
async function simulatedAccount(request: SimulatedAccountRequest) {
  const [{ openSimulation, HISTORY_START }, { presetOf }, { builtInStories, loadStories }, { planStories }] =
    await Promise.all([
      import("./simulator/open-simulation.ts"),
      import("./simulator/world/preset-of.ts"),
      import("./simulator/stories/load-stories.ts"),
      import("./simulator/stories/plan-stories.ts"),
    ]);
  const preset = presetOf(request.preset);
  const dayCount = request.dayCount ?? preset.dayCount;
  const startAt = request.startAt ?? HISTORY_START;
  const stories = request.isQuiet
    ? []
    : [
        ...(await builtInStories()),
        ...(request.storyFolder === null ? [] : await loadStories(request.storyFolder)),
      ];
  const simulation = await openSimulation({
    preset,
    seed: request.seed,
    startAt,
    dayCount,
    memoryLimitMb: SIMULATION_MEMORY_MB,
    threadCount: availableParallelism(),
    placeStories: (world) => planStories({ world, stories }),
  });
  return { simulation, startAt, until: epochMs(startAt + dayCount * DAY_MS) };
}

async function simulateAccount(request: SimulateRequest): Promise<SimulateReport> {
  const { writeExport } = await import("./simulator/export/write-export.ts");
  const { simulation, startAt, until } = await simulatedAccount(request);
  try {
    const written = await writeExport({
      simulation,
      directory: request.directory,
      isReplaced: request.isReplaced,
      until,
      deliveredWorkspaceId: null,
      signal: request.signal,
      onProgress: (doneCount, totalCount) =>
        request.onProgress({ phase: "living through days", doneCount, totalCount }),
    });
    return {
      ...written,
      directory: request.directory,
      from: startAt,
      until,
      principalCount: simulation.world.persons.length,
      storyCount: simulation.truth().length,
    };
  } finally {
    simulation.close();
  }
}

async function emulateAccount(request: EmulateRequest): Promise<RunningEmulator> {
  const [{ openEmulator }, { statementRoutes }] = await Promise.all([
    import("./simulator/emulator/open-emulator.ts"),
    import("./simulator/emulator/statements/statement-routes.ts"),
  ]);
  const { simulation, until } = await simulatedAccount(request);
  try {
    await simulation.advanceTo(until, {
      signal: request.signal,
      onProgress: (doneCount, totalCount) =>
        request.onProgress({ phase: "living through days", doneCount, totalCount }),
    });
    const { readerName, responderName, adminName } = simulation.world.keyPrincipals;
    const roles = [
      { role: "reader", name: readerName },
      { role: "responder", name: responderName },
      { role: "admin", name: adminName },
      ...request.identities.map((name) => ({ role: "named", name })),
    ];
    const emulator = await openEmulator({
      simulation,
      port: request.port,
      wallClock: () => Date.now(),
      seed: null,
      identities: roles.map(({ name }) => name),
      routeGroups: [statementRoutes],
      speed: request.speed === 0 ? null : request.speed,
    });
    const [workspaceId = ""] = simulation.account.workspaces.keys();
    return {
      url: emulator.url,
      accountId: simulation.account.accountId,
      workspaceId,
      warehouseId: warehouseIn(simulation.account, workspaceId),
      now: simulation.now(),
      controlToken: emulator.controlToken,
      identities: emulator.credentials.map((credential, index) => ({
        ...credential,
        role: roles[index]?.role ?? "named",
      })),
      async close() {
        await emulator.close();
        simulation.close();
      },
    };
  } catch (error) {
    simulation.close();
    throw error;
  }
}

function warehouseIn(account: Account, workspaceId: string): string {
  for (const warehouse of account.warehouses.values())
    if (warehouse.workspaceId === workspaceId) return warehouse.id;
  return "";
}

/** Our own server on this machine has no other clients to be polite to. */
const DEMO_READS_PER_SECOND = 200;

async function runDemo(request: DemoRequest): Promise<DemoReport> {
  const [{ openDatabricksClient }, { openDatabricksEngine }, { SOURCES }] = await Promise.all([
    import("./databricks/open-databricks-client.ts"),
    import("./engines/databricks/open-databricks-engine.ts"),
    import("./sources/registry.gen.ts"),
  ]);
  const emulator = await emulateAccount({ ...request, speed: 0, identities: [] });
  try {
    request.onServing(emulator);
    const reader = emulator.identities.find(({ role }) => role === "reader");
    if (reader === undefined || reader.clientSecret === null)
      throw new GatehouseError("BUG", { message: "the simulated account has no reader" });
    const client = openDatabricksClient({
      host: emulator.url,
      credential: { kind: "oauth_client", clientId: reader.name, clientSecret: reader.clientSecret },
      workspaceId: emulator.workspaceId,
      accountId: null,
      version: await packageVersion(),
      readCountPerSecond: DEMO_READS_PER_SECOND,
      writeCountPerSecond: DEMO_READS_PER_SECOND,
    });
    const engine = await openDatabricksEngine({
      client,
      warehouseId: emulator.warehouseId,
      tables: SOURCES,
      span: { since: null, until: null },
      watched: null,
      signal: request.signal,
      onProgress: ({ tablesDone, tableCount }) =>
        request.onProgress({ phase: "looking at tables", doneCount: tablesDone, totalCount: tableCount }),
    });
    const report = await scanEngine(request, { ...engine, notes: null });
    return { report, emulator };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}
