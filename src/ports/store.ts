import type { Json } from "../domain/brand.ts";
import type { EpochMs } from "../domain/units.ts";

/** One entry of the ledger as stored. See ledger/. */
export interface StoredLedgerEntry {
  readonly sequence: number;
  /** Canonical JSON text that was hashed. */
  readonly payload: string;
  readonly hash: string;
}

/** State of one detector for one signal at a moment: the fold of everything trusted before `windowStart`. */
export interface Checkpoint {
  readonly signal: string;
  readonly signalVersion: number;
  readonly detector: string;
  readonly detectorVersion: number;
  /** Start of the first window that is not in the state. */
  readonly windowStart: EpochMs;
  readonly pool: Json;
  /** State by series key. */
  readonly series: Readonly<Record<string, Json>>;
}

/** Observations of one signal as columns; `parts` only for sketches and categories (JSON text of counts by part). */
export interface StoredObservations {
  readonly signal: string;
  readonly signalVersion: number;
  readonly rowCount: number;
  readonly windowStart: readonly number[] | Float64Array;
  readonly seriesKey: readonly string[];
  readonly value: Float64Array;
  readonly supportCount: Float64Array;
  readonly parts: readonly (string | null)[] | null;
}

/** Which stored observations; bounds are half-open. */
export interface ObservationFilter {
  readonly signal: string;
  /** All series when null. */
  readonly seriesKey: string | null;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * What Gatehouse remembers. Works when one process has it open. Every method that changes it is called inside
 * `transaction`, which also carries the ledger entry of the change.
 */
export interface Store {
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  ledgerEntries(fromSequence: number): AsyncIterable<StoredLedgerEntry>;
  lastLedgerEntry(): Promise<StoredLedgerEntry | null>;
  appendLedgerEntry(entry: StoredLedgerEntry): Promise<void>;
  /** Trusted observations, in any order; one that is already stored is replaced. */
  appendObservations(observations: StoredObservations): Promise<void>;
  /** Takes observations out of every later fold. They are kept, marked, never deleted. Returns how many. */
  disownObservations(filter: ObservationFilter): Promise<number>;
  /** Trusted, not disowned observations, ordered by window then series, in batches. */
  trustedObservations(filter: ObservationFilter): AsyncIterable<StoredObservations>;
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Newest checkpoint of the detector whose `windowStart` is not after `notAfter`; null when none. */
  checkpointBefore(key: {
    readonly signal: string;
    readonly detector: string;
    readonly notAfter: EpochMs;
  }): Promise<Checkpoint | null>;
  saveDocument(kind: "finding" | "incident" | "coverage", id: string, document: Json): Promise<void>;
  documents(
    kind: "finding" | "incident" | "coverage",
  ): AsyncIterable<{ readonly id: string; readonly document: Json }>;
  close(): Promise<void>;
}
