import type { Settings } from "../config/config-schema.ts";
import type { EpochMs } from "../domain/units.ts";
import type { GrantVisibility } from "../services/check-grant-visibility.ts";
import type { ScanProgress, ScanReport } from "../services/scan-report.ts";

/** A simulated account, as the person asked for it. */
export interface SimulatedAccountRequest {
  /** `small`, `demo`, `bench` or `large`. */
  readonly preset: string;
  readonly seed: number;
  /** Days of history; null: as many as the preset has. */
  readonly dayCount: number | null;
  /** Start of a day (UTC); null: the same day always, so that the seed alone decides. */
  readonly startAt: EpochMs | null;
  /** Folder of further stories; null: those that come along. */
  readonly storyFolder: string | null;
  /** Nothing but ordinary life. */
  readonly isQuiet: boolean;
}

export interface SimulateRequest extends SimulatedAccountRequest {
  /** Folder to write. */
  readonly directory: string;
  /** Replaces a folder that an earlier simulation wrote. */
  readonly isReplaced: boolean;
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
}

/** What was written. */
export interface SimulateReport {
  readonly directory: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Users and service principals at the end. */
  readonly principalCount: number;
  readonly storyCount: number;
  readonly fileCount: number;
  readonly byteCount: number;
  /** Rows by table. */
  readonly rowCounts: Readonly<Record<string, number>>;
}

export interface EmulateRequest extends SimulatedAccountRequest {
  /** 0: any free port. */
  readonly port: number;
  /** How fast the account's time runs; 0: it stands still until it is stepped. */
  readonly speed: number;
  /** Further people (e-mail or application id) that get a token. */
  readonly identities: readonly string[];
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
}

/** An emulator that serves until it is closed. */
export interface RunningEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly accountId: string;
  readonly workspaceId: string;
  readonly warehouseId: string;
  /** The account's time. */
  readonly now: EpochMs;
  /** Opens the control paths. */
  readonly controlToken: string;
  readonly identities: readonly EmulatedPrincipal[];
  /** Full names of tables that keep real rows by version. */
  readonly watchedTables: readonly string[];
  close(): Promise<void>;
}

/** Somebody whose token was minted when the emulator started. */
export interface EmulatedPrincipal {
  /** What they are here: `reader`, `responder`, `admin`, or `named`. */
  readonly role: string;
  readonly name: string;
  readonly token: string;
  /** OAuth secret of a service principal, whose client id is its name; null for people. */
  readonly clientSecret: string | null;
}

export interface DemoRequest extends SimulatedAccountRequest {
  readonly port: number;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
  /** Told once the emulator answers, before the scan. */
  onServing(emulator: RunningEmulator): void;
  /** Told who the scan works as, and what of the grants it is shown. */
  onGrantVisibility(visibility: GrantVisibility): void;
}

export interface DemoReport {
  readonly report: ScanReport;
  readonly emulator: RunningEmulator;
}
