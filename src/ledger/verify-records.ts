import {
  LEDGER_CHECKPOINT_EVERY,
  type LedgerRecord,
  type StoredLedgerEntry,
} from "../domain/ledger-record.ts";
import { type CheckpointVerdict, type LedgerCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { type LedgerBreak, ledgerBreak } from "./ledger-break.ts";
import { parseEntry } from "./parse-entry.ts";
import { FIRST_PREVIOUS_HASH, type LedgerEntry } from "./seal-entry.ts";
import type { VerifierKey } from "./verifier-key.ts";
import { sha256Hex } from "./web-crypto.ts";

/** Records whose hashes are computed at the same time: the way to the thread pool costs more than the hash. */
const BATCH_RECORD_COUNT = 256;
/** Bounds a batch of long entries. */
const BATCH_LENGTH_MAX = 4_194_304;

/** A record as it was read; `unreadable` stands for a line of a file that no ledger writes. */
export type ReadRecord = LedgerRecord | { readonly kind: "unreadable" };

/** What the reader believes without proof. */
export interface LedgerTrust {
  readonly keys: readonly VerifierKey[];
  /** Notes of this ledger that were kept elsewhere, in any order; the ledger must agree with each. */
  readonly savedCheckpoints: readonly string[];
}

interface VerifiedPart {
  /** Entries up to the break, or all. */
  readonly entryCount: number;
  readonly checkpointCount: number;
  /** Hash of the last of them; null when there is none. */
  readonly lastHash: string | null;
  readonly lastCheckpoint: LedgerCheckpoint | null;
}

export type LedgerVerification =
  | (VerifiedPart & { readonly ok: true })
  | (VerifiedPart & { readonly ok: false; readonly break: LedgerBreak });

type CheckedEntry = {
  readonly entry: StoredLedgerEntry;
  readonly hash: string;
  readonly body: LedgerEntry | null;
};
type CheckedRecord =
  | ({ readonly kind: "entry" } & CheckedEntry)
  | { readonly kind: "checkpoint"; readonly sequence: number; readonly verdict: CheckpointVerdict }
  | { readonly kind: "unreadable" };

interface ChainState {
  entryCount: number;
  checkpointCount: number;
  lastHash: string | null;
  lastCheckpoint: LedgerCheckpoint | null;
  readonly savedHashes: ReadonlyMap<number, string>;
}

/**
 * Checks a ledger from its first entry to its end and reports the first thing that is wrong: each hash, each link, the
 * unbroken sequence, each signature, every kept checkpoint in its place, and the newest entry signed.
 *
 * Works when: records come in the order of the ledger. Finds any change, insertion, removal and exchange of entries by
 * somebody without the signing key. Fails when: the whole ledger was set back to an earlier state that was signed once;
 * only a checkpoint kept elsewhere shows that (`savedCheckpoints`), as only a key kept elsewhere shows that everything
 * was signed anew with another one (`keys`).
 * Cost: about 30 µs an entry, 0.3 ms a checkpoint (a million entries in half a minute); memory bounded by a batch.
 */
export async function verifyRecords(
  records: AsyncIterable<ReadRecord>,
  trust: LedgerTrust,
): Promise<LedgerVerification> {
  const saved = await openSavedCheckpoints(trust);
  if (!(saved instanceof Map)) return { ...emptyPart(), ok: false, break: saved };
  const state: ChainState = { ...emptyPart(), savedHashes: saved };
  const found = await firstBreak(records, state, trust.keys);
  const { entryCount, checkpointCount, lastHash, lastCheckpoint } = state;
  const part: VerifiedPart = { entryCount, checkpointCount, lastHash, lastCheckpoint };
  return found === null ? { ...part, ok: true } : { ...part, ok: false, break: found };
}

function emptyPart(): VerifiedPart {
  return { entryCount: 0, checkpointCount: 0, lastHash: null, lastCheckpoint: null };
}

async function openSavedCheckpoints(trust: LedgerTrust): Promise<Map<number, string> | LedgerBreak> {
  const hashes = new Map<number, string>();
  for (const note of trust.savedCheckpoints) {
    const verdict = await openCheckpoint(note, trust.keys);
    if (verdict.kind === "unreadable") return ledgerBreak("checkpoint_unreadable", 0);
    const { sequence, hash } = verdict.checkpoint;
    if (verdict.kind !== "verified") return ledgerBreak(verdict.kind, sequence);
    if ((hashes.get(sequence) ?? hash) !== hash) return ledgerBreak("checkpoint_mismatch", sequence);
    hashes.set(sequence, hash);
  }
  return hashes;
}

async function firstBreak(
  records: AsyncIterable<ReadRecord>,
  state: ChainState,
  keys: readonly VerifierKey[],
): Promise<LedgerBreak | null> {
  const iterator = records[Symbol.asyncIterator]();
  try {
    for (;;) {
      const batch = await nextBatch(iterator);
      if (batch.length === 0) return breakAtEnd(state);
      const checked = await Promise.all(batch.map((record) => checkAlone(record, keys)));
      for (const [index, record] of checked.entries()) {
        const found = takeRecord(state, record);
        if (found?.kind === "gap" && (await standsBehind(found.sequence, batch.slice(index), iterator)))
          return ledgerBreak("reordered", found.sequence);
        if (found !== null) return found;
      }
    }
  } finally {
    await iterator.return?.();
  }
}

async function nextBatch(iterator: AsyncIterator<ReadRecord>): Promise<readonly ReadRecord[]> {
  const batch: ReadRecord[] = [];
  let length = 0;
  while (batch.length < BATCH_RECORD_COUNT && length < BATCH_LENGTH_MAX) {
    const next = await iterator.next();
    if (next.done === true) break;
    batch.push(next.value);
    length += next.value.kind === "entry" ? next.value.entry.payload.length : 0;
  }
  return batch;
}

/** Everything about a record that needs no other record. */
async function checkAlone(record: ReadRecord, keys: readonly VerifierKey[]): Promise<CheckedRecord> {
  switch (record.kind) {
    case "entry": {
      const { entry } = record;
      return { kind: "entry", entry, hash: await sha256Hex(entry.payload), body: parseEntry(entry.payload) };
    }
    case "checkpoint": {
      const { sequence, note } = record.checkpoint;
      return { kind: "checkpoint", sequence, verdict: await openCheckpoint(note, keys) };
    }
    case "unreadable":
      return record;
  }
}

function takeRecord(state: ChainState, record: CheckedRecord): LedgerBreak | null {
  switch (record.kind) {
    case "entry":
      return takeEntry(state, record);
    case "checkpoint":
      return takeCheckpoint(state, record);
    case "unreadable":
      return ledgerBreak("unreadable", state.entryCount + 1);
  }
}

function takeEntry(state: ChainState, { entry, hash, body }: CheckedEntry): LedgerBreak | null {
  const expected = state.entryCount + 1;
  if (hash !== entry.hash) return ledgerBreak("hash_mismatch", expected);
  if (body === null || body.sequence !== entry.sequence) return ledgerBreak("payload_invalid", expected);
  if (entry.sequence < expected) return ledgerBreak("duplicate", entry.sequence);
  if (entry.sequence > expected) return ledgerBreak("gap", expected);
  if (lacksCheckpoint(state)) return ledgerBreak("checkpoint_missing", state.entryCount);
  if (body.previousHash !== (state.lastHash ?? FIRST_PREVIOUS_HASH))
    return ledgerBreak("link_mismatch", expected);
  if ((state.savedHashes.get(expected) ?? hash) !== hash) return ledgerBreak("checkpoint_mismatch", expected);
  state.entryCount = expected;
  state.lastHash = hash;
  return null;
}

function takeCheckpoint(
  state: ChainState,
  { sequence, verdict }: Extract<CheckedRecord, { kind: "checkpoint" }>,
): LedgerBreak | null {
  if (verdict.kind === "unreadable" || verdict.checkpoint.sequence !== sequence)
    return ledgerBreak("checkpoint_unreadable", sequence);
  if (verdict.kind !== "verified") return ledgerBreak(verdict.kind, sequence);
  if (sequence > state.entryCount) return ledgerBreak("truncated", state.entryCount + 1);
  if (sequence === state.lastCheckpoint?.sequence) return ledgerBreak("duplicate", sequence);
  if (sequence < state.entryCount) return ledgerBreak("reordered", sequence);
  if (verdict.checkpoint.hash !== state.lastHash) return ledgerBreak("checkpoint_mismatch", sequence);
  state.checkpointCount += 1;
  state.lastCheckpoint = verdict.checkpoint;
  return null;
}

function lacksCheckpoint(state: ChainState): boolean {
  const isDue = state.entryCount > 0 && state.entryCount % LEDGER_CHECKPOINT_EVERY === 0;
  return isDue && state.lastCheckpoint?.sequence !== state.entryCount;
}

function breakAtEnd(state: ChainState): LedgerBreak | null {
  const signedCount = state.lastCheckpoint?.sequence ?? 0;
  for (const sequence of state.savedHashes.keys())
    if (sequence > state.entryCount) return ledgerBreak("truncated", state.entryCount + 1);
  return signedCount < state.entryCount ? ledgerBreak("unsigned", signedCount + 1) : null;
}

/** Whether the entry that is missing here comes later. */
async function standsBehind(
  sequence: number,
  rest: readonly ReadRecord[],
  iterator: AsyncIterator<ReadRecord>,
): Promise<boolean> {
  let batch = rest;
  while (batch.length > 0) {
    if (batch.some((record) => record.kind === "entry" && record.entry.sequence === sequence)) return true;
    batch = await nextBatch(iterator);
  }
  return false;
}
