/** One entry of the ledger as stored. See ledger/seal-entry.ts. */
export interface StoredLedgerEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Canonical JSON text that was hashed. */
  readonly payload: string;
  /** SHA-256 of `payload` in UTF-8, 64 lower-case hex digits. */
  readonly hash: string;
}

/** A signature over everything up to one entry. See ledger/checkpoint.ts. */
export interface StoredLedgerCheckpoint {
  /** Sequence of the last entry that it covers. */
  readonly sequence: number;
  /** Signed note: four lines of text, a blank one, the signature. */
  readonly note: string;
}

/** What a ledger is made of; a checkpoint stands behind the entry that it covers. */
export type LedgerRecord =
  | { readonly kind: "entry"; readonly entry: StoredLedgerEntry }
  | { readonly kind: "checkpoint"; readonly checkpoint: StoredLedgerCheckpoint };

/**
 * The newest entry always has a checkpoint; the checkpoints of entries whose sequence is a multiple of this are kept
 * for good, so that a part of a long ledger can be checked from the last one on. At 100 the signature to check (about
 * 0.3 ms) costs a tenth of the entries between (about 3 ms).
 */
export const LEDGER_CHECKPOINT_EVERY = 100;
