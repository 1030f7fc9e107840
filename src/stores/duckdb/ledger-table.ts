import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import {
  LEDGER_CHECKPOINT_EVERY,
  type LedgerRecord,
  type StoredLedgerCheckpoint,
  type StoredLedgerEntry,
} from "../../domain/ledger-record.ts";
import type { LedgerAppend } from "../../ports/store.ts";
import { sql } from "../../sql/sql.ts";
import { firstRow, mapRows, numberAt, textAt } from "./answer-value.ts";
import type { DuckdbSession } from "./duckdb-session.ts";

/** Sequences of one page: with entries of a few hundred bytes some 10 MB. */
const PAGE_SEQUENCE_COUNT = 16_384;
/** Below every sequence, real or forged, that a number can tell apart. */
const BEFORE_ALL_SEQUENCES = Number.MIN_SAFE_INTEGER;

export async function lastLedgerEntry(session: DuckdbSession): Promise<StoredLedgerEntry | null> {
  const answer = await session.read(
    "read the last entry of the ledger",
    sql`SELECT CAST(sequence AS DOUBLE), payload, hash FROM ledger_entry ORDER BY sequence DESC LIMIT 1`,
  );
  return firstRow(answer, (chunk, row) => ({
    sequence: numberAt(chunk, 0, row),
    payload: textAt(chunk, 1, row),
    hash: textAt(chunk, 2, row),
  }));
}

export async function lastLedgerCheckpoint(session: DuckdbSession): Promise<StoredLedgerCheckpoint | null> {
  const answer = await session.read(
    "read the last checkpoint of the ledger",
    sql`SELECT CAST(sequence AS DOUBLE), note FROM ledger_checkpoint ORDER BY sequence DESC LIMIT 1`,
  );
  return firstRow(answer, (chunk, row) => ({
    sequence: numberAt(chunk, 0, row),
    note: textAt(chunk, 1, row),
  }));
}

export async function ledgerVerifierKey(session: DuckdbSession): Promise<string | null> {
  const answer = await session.read(
    "read the public key of the ledger",
    sql`SELECT verifier_key FROM ledger_key ORDER BY verifier_key`,
  );
  if (answer.rowCount > 1)
    throw new GatehouseError("LEDGER_BROKEN", { message: "the store names more than one key of its ledger" });
  return firstRow(answer, (chunk, row) => textAt(chunk, 0, row));
}

/** Adds an entry with its checkpoint, which takes the place of the one before unless that is to be kept. */
export async function appendLedgerEntry(session: DuckdbSession, append: LedgerAppend): Promise<void> {
  const { entry, checkpoint, verifierKey } = append;
  const last = await lastLedgerEntry(session);
  invariant(entry.sequence === (last?.sequence ?? 0) + 1, "a ledger entry does not follow the last one");
  invariant(checkpoint.sequence === entry.sequence, "a ledger checkpoint does not cover its entry");
  const knownKey = await ledgerVerifierKey(session);
  invariant(knownKey === null || knownKey === verifierKey, "a ledger cannot change its key");
  if (knownKey === null)
    await session.change(
      "keep the public key of the ledger",
      sql`INSERT INTO ledger_key VALUES (${verifierKey})`,
    );
  await session.change(
    "append to the ledger",
    sql`INSERT INTO ledger_entry (sequence, payload, hash) VALUES (${entry.sequence}, ${entry.payload}, ${entry.hash})`,
  );
  await session.change(
    "drop the checkpoint before",
    sql`DELETE FROM ledger_checkpoint WHERE sequence = ${entry.sequence - 1} AND sequence % ${LEDGER_CHECKPOINT_EVERY} <> 0`,
  );
  await session.change(
    "checkpoint the ledger",
    sql`INSERT INTO ledger_checkpoint (sequence, note) VALUES (${checkpoint.sequence}, ${checkpoint.note})`,
  );
}

/** Pages through the ledger; what was forged into it (repeated, negative or far sequences) is read like the rest. */
export async function* ledgerRecords(
  session: DuckdbSession,
  fromSequence: number | null,
): AsyncGenerator<LedgerRecord> {
  let cursor = fromSequence ?? BEFORE_ALL_SEQUENCES;
  for (;;) {
    const start = await firstSequenceFrom(session, cursor);
    if (start === null) return;
    cursor = start + PAGE_SEQUENCE_COUNT;
    yield* await readPage(session, start, cursor);
  }
}

async function firstSequenceFrom(session: DuckdbSession, cursor: number): Promise<number | null> {
  const answer = await session.read(
    "find the next entry of the ledger",
    sql`SELECT CAST(sequence AS DOUBLE) FROM (
          SELECT sequence FROM ledger_entry WHERE sequence >= ${cursor}
          UNION ALL SELECT sequence FROM ledger_checkpoint WHERE sequence >= ${cursor})
        ORDER BY sequence LIMIT 1`,
  );
  return firstRow(answer, (chunk, row) => numberAt(chunk, 0, row));
}

async function readPage(
  session: DuckdbSession,
  from: number,
  until: number,
): Promise<readonly LedgerRecord[]> {
  const answer = await session.read(
    "read the ledger",
    sql`SELECT CAST(sequence AS DOUBLE), is_checkpoint, text, hash FROM (
          SELECT sequence, 0 AS is_checkpoint, payload AS text, hash FROM ledger_entry
          WHERE sequence >= ${from} AND sequence < ${until}
          UNION ALL
          SELECT sequence, 1, note, '' FROM ledger_checkpoint
          WHERE sequence >= ${from} AND sequence < ${until})
        ORDER BY sequence, is_checkpoint, text`,
  );
  return mapRows(answer, (chunk, row): LedgerRecord => {
    const sequence = numberAt(chunk, 0, row);
    const text = textAt(chunk, 2, row);
    return numberAt(chunk, 1, row) === 1
      ? { kind: "checkpoint", checkpoint: { sequence, note: text } }
      : { kind: "entry", entry: { sequence, payload: text, hash: textAt(chunk, 3, row) } };
  });
}
