import type { ReasonDefinition } from "../attribution/define-reason.ts";
import type { WeightSource } from "../decision/weights.ts";
import type { DetectorDefinition } from "../detectors/define-detector.ts";
import type { Actor } from "../domain/principal.ts";
import type { EpochMs } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import type { Environment } from "../ports/environment.ts";
import type { Store } from "../ports/store.ts";
import type { FolderNotes, RawTableCoverage } from "../ports/telemetry.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import type { SourceDefinition } from "../sources/define-source.ts";
import type { ScanProgress } from "./scan-report.ts";

/** What a scan works with; opened and closed by the caller. */
export interface ScanContext {
  readonly engine: Engine;
  /** What was read of each raw table; asked for once every relation is defined. */
  readonly tables: () => Promise<readonly RawTableCoverage[]>;
  /** What was found beside the tables; null where telemetry does not come from a folder. */
  readonly notes: FolderNotes | null;
  /** Where observations, findings and the ledger go; null leaves nothing behind. */
  readonly store: Store | null;
  readonly actor: Actor;
  readonly environment: Environment;
  readonly sources: readonly SourceDefinition[];
  readonly signals: readonly SignalDefinition[];
  readonly detectors: readonly DetectorDefinition[];
  readonly reasons: readonly ReasonDefinition[];
}

export interface ScanOptions {
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly findingsPerDay: number;
  readonly alpha: number;
  readonly weights: WeightSource;
  /** By signal id; a signal without an entry is on, with its own floor. */
  readonly signalSettings: Readonly<
    Record<string, { readonly isEnabled: boolean; readonly materialityFloor: number }>
  >;
  /** By detector id; a detector without an entry keeps its defaults. */
  readonly detectorParams: Readonly<Record<string, DetectorDefinition["defaults"]>>;
  readonly signal: AbortSignal;
  onProgress(progress: ScanProgress): void;
}
