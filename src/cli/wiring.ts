import type { KnownParts, Settings } from "../config/config-schema.ts";
import type { EnvironmentVariables } from "../config/replace-references.ts";
import type { ScanProgress, ScanReport } from "../services/scan-report.ts";
import type { SeriesVerdict } from "../services/series-verdict.ts";
import type { LedgerAnchors, LedgerReport } from "../services/verify-ledger.ts";
import type { OutputStream } from "./output-stream.ts";
import type { ProgressClock } from "./progress-line.ts";
import type {
  DemoReport,
  DemoRequest,
  EmulateRequest,
  RunningEmulator,
  SimulateReport,
  SimulateRequest,
} from "./simulation-requests.ts";

/**
 * What main.ts hands to the command line: the world around it, and the services bound to real engines and stores.
 * Each service opens what it needs and closes it again, so a command that does not need DuckDB never loads it.
 */
export interface Wiring {
  readonly version: string;
  readonly env: EnvironmentVariables;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly clock: ProgressClock;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
  /** Signals and detectors that this program has, for the configuration. */
  knownParts(): Promise<KnownParts>;
  /** One pass over a folder of telemetry. Errors: SOURCE_*, STORE_*, ENGINE_*. */
  scanTelemetry(request: ScanRequest): Promise<ScanReport>;
  /** One series, row by row as it is read. Errors: SERIES_UNREADABLE. */
  detectSeries(request: DetectRequest): AsyncIterable<SeriesVerdict>;
  /** `path` is a store or an exported ledger. Errors: LEDGER_UNREADABLE, STORE_*. */
  verifyLedger(path: string, anchors: LedgerAnchors): Promise<LedgerReport>;
  /** Lines of NDJSON, each with its line feed. Errors: LEDGER_UNREADABLE, STORE_*. */
  exportLedger(storePath: string): AsyncIterable<string>;
  /** A simulated account as files. Errors: STORY_*, SIMULATION_FOLDER_IN_USE. */
  simulateAccount(request: SimulateRequest): Promise<SimulateReport>;
  /** A simulated account that answers over HTTP. Errors: STORY_*, PORT_IN_USE. */
  openEmulator(request: EmulateRequest): Promise<RunningEmulator>;
  /** An emulator, and a scan of it through SQL and REST. Errors: those of both. */
  runDemo(request: DemoRequest): Promise<DemoReport>;
}

export interface ScanRequest {
  readonly folder: string;
  readonly settings: Settings;
  /** Input that cannot be read fails the scan instead of being skipped and counted. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
}

export interface DetectRequest {
  /** A file, or `-` for standard input. */
  readonly input: string;
  readonly settings: Settings;
  readonly signal: AbortSignal;
}
