import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { StoredLedgerEntry } from "../domain/ledger-record.ts";
import { openCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import { type LedgerDraft, sealEntry } from "../ledger/seal-entry.ts";
import { createVerifierKey, type VerifierKey } from "../ledger/verifier-key.ts";
import type { StoreTransaction } from "../ports/store.ts";

/**
 * Writes down who changed what, in the transaction of the change: chains the entry to the last one and signs the
 * ledger that ends with it, so that a removal of the newest entries shows as well.
 *
 * @throws LEDGER_BROKEN when the ledger does not end as its last checkpoint says: a broken one is never signed again.
 * @throws STORE_KEY_UNREADABLE when the signing key is missing or belongs to another store.
 * Cost: two signatures and some ten small queries, about 10 ms.
 */
export async function appendLedgerEntry(
  transaction: StoreTransaction,
  draft: LedgerDraft,
): Promise<StoredLedgerEntry> {
  const signer = await transaction.ledgerSigner();
  const key = await createVerifierKey(signer.publicKey);
  await refuseOtherKey(transaction, key);
  const last = await transaction.lastLedgerEntry();
  await refuseBrokenEnd(transaction, last, key);
  const entry = await sealEntry(draft, last);
  const head = { sequence: entry.sequence, hash: entry.hash, at: new Date(draft.at).toISOString() };
  const note = await signCheckpoint(head, key, (message) => signer.sign(message));
  await transaction.appendLedgerEntry({
    entry,
    checkpoint: { sequence: entry.sequence, note },
    verifierKey: key.text,
  });
  return entry;
}

async function refuseOtherKey(transaction: StoreTransaction, key: VerifierKey): Promise<void> {
  const known = await transaction.ledgerVerifierKey();
  if (known !== null && known !== key.text)
    throw new GatehouseError("STORE_KEY_UNREADABLE", {
      message: `the signing key is not the one of this store, which is \`${known}\``,
    });
}

async function refuseBrokenEnd(
  transaction: StoreTransaction,
  last: StoredLedgerEntry | null,
  key: VerifierKey,
): Promise<void> {
  const stored = await transaction.lastLedgerCheckpoint();
  if (stored === null && last === null) return;
  const verdict = stored === null ? null : await openCheckpoint(stored.note, [key]);
  const isIntact =
    verdict?.kind === "verified" &&
    verdict.checkpoint.sequence === last?.sequence &&
    verdict.checkpoint.hash === last.hash;
  if (!isIntact)
    throw new GatehouseError("LEDGER_BROKEN", {
      message: `the ledger ends with entry ${last?.sequence ?? 0}, which its last checkpoint does not confirm`,
    });
}
