import type { Json } from "../domain/brand.ts";
import type { LedgerRecord, StoredLedgerCheckpoint, StoredLedgerEntry } from "../domain/ledger-record.ts";
import type { EpochMs } from "../domain/units.ts";

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

/** Which checkpoint: they never cross versions of a signal or a detector. */
export interface CheckpointKey {
  readonly signal: string;
  readonly signalVersion: number;
  readonly detector: string;
  readonly detectorVersion: number;
  readonly notAfter: EpochMs;
}

/** Observations of one signal as columns; `parts` only for sketches and categories (JSON text of counts by part). */
export interface StoredObservations {
  readonly signal: string;
  readonly signalVersion: number;
  readonly rowCount: number;
  /** Epoch milliseconds. */
  readonly windowStart: readonly number[] | Float64Array;
  /** Well-formed Unicode. */
  readonly seriesKey: readonly string[];
  readonly value: Float64Array;
  readonly supportCount: Float64Array;
  readonly parts: readonly (string | null)[] | null;
}

/** Which stored observations; bounds are half-open. */
export interface ObservationFilter {
  readonly signal: string;
  readonly signalVersion: number;
  /** All series when null. */
  readonly seriesKey: string | null;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

export type DocumentKind = "finding" | "incident" | "coverage";

/** The private key of the ledger, without showing it: a file today, a key service tomorrow. */
export interface LedgerSigner {
  /** Ed25519 (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** An entry with the signature over the ledger that ends with it; they are stored together or not at all. */
export interface LedgerAppend {
  readonly entry: StoredLedgerEntry;
  readonly checkpoint: StoredLedgerCheckpoint;
  /** Public key of the signature, as ledger/verifier-key.ts writes it; the first one stays the store's only one. */
  readonly verifierKey: string;
}

/** What can be asked. Outside of a transaction an answer shows what was committed when its first row was asked for. */
export interface StoreReader {
  /**
   * Entries in order of sequence, each kept checkpoint and the newest behind its entry: from `fromSequence` on, or
   * everything there is, whatever its sequence, when null.
   */
  ledgerRecords(fromSequence: number | null): AsyncIterable<LedgerRecord>;
  lastLedgerEntry(): Promise<StoredLedgerEntry | null>;
  lastLedgerCheckpoint(): Promise<StoredLedgerCheckpoint | null>;
  /** Public key of the ledger; null before the first entry. */
  ledgerVerifierKey(): Promise<string | null>;
  /**
   * Trusted, not disowned observations, ordered by window then series (by UTF-8 bytes), in batches. A window is never
   * split: a batch holds about 65,000 rows, or one window where that alone holds more.
   */
  trustedObservations(filter: ObservationFilter): AsyncIterable<StoredObservations>;
  /** Newest checkpoint of the detector whose `windowStart` is not after `notAfter`; null when none. */
  checkpointBefore(key: CheckpointKey): Promise<Checkpoint | null>;
  /** In the order of ids. */
  documents(kind: DocumentKind): AsyncIterable<{ readonly id: string; readonly document: Json }>;
}

/** The only way to change the store; lives as long as the work that it was given to, and reads its own changes. */
export interface StoreTransaction extends StoreReader {
  /** Called by services/append-ledger-entry.ts only. @throws BUG when `entry` does not follow the last one. */
  appendLedgerEntry(append: LedgerAppend): Promise<void>;
  /** @throws STORE_KEY_UNREADABLE when the key is gone or may be read by others. Makes it on first use. */
  ledgerSigner(): Promise<LedgerSigner>;
  /**
   * Trusted observations, in any order, each (window, series) once; one that is already stored is replaced, and stays
   * disowned if it was. Checkpoints whose state lacks them (a later `windowStart`) are dropped: append first, then save.
   */
  appendObservations(observations: StoredObservations): Promise<void>;
  /**
   * Takes observations out of every later fold, and drops the checkpoints that hold them. They are kept, marked, never
   * deleted. Returns how many were taken out.
   */
  disownObservations(filter: ObservationFilter): Promise<number>;
  /** Replaces one of the same moment; only the newest few of a detector are kept. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  saveDocument(kind: DocumentKind, id: string, document: Json): Promise<void>;
}

/**
 * What Gatehouse remembers. Works when one process has it open.
 *
 * @throws STORE_FAILED from any method when the disk or the database fails.
 */
export interface Store extends StoreReader {
  /**
   * Runs `work` with the right to change the store; changes become lasting together when it returns, and vanish
   * together when it throws. One transaction runs at a time, others wait. A change without a ledger entry is refused.
   * @throws BUG when work changed something without an entry, left a call unfinished, or asked for a transaction itself.
   */
  transaction<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  /** Waits for the transactions that were asked for before. */
  close(): Promise<void>;
}
