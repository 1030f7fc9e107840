import { renderLedgerHeader, renderLedgerRecord } from "../ledger/ledger-file.ts";
import type { StoreReader } from "../ports/store.ts";

/**
 * The ledger as lines of NDJSON, each with its line feed: a header with the public key, the entries, and each
 * checkpoint behind its entry. Whoever holds the file can verify it offline.
 * Cost: streams; memory is that of a page of entries.
 */
export async function* exportLedger(store: StoreReader): AsyncGenerator<string> {
  const head = await store.lastLedgerCheckpoint();
  yield renderLedgerHeader({ verifierKey: await store.ledgerVerifierKey(), head: head?.note ?? null });
  for await (const record of store.ledgerRecords(null)) yield renderLedgerRecord(record);
}
