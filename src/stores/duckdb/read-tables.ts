import type { StoreReader } from "../../ports/store.ts";
import { checkpointBefore } from "./checkpoint-table.ts";
import { documents } from "./document-table.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { lastLedgerCheckpoint, lastLedgerEntry, ledgerRecords, ledgerVerifierKey } from "./ledger-table.ts";
import { trustedObservations } from "./observation-table.ts";

/** Everything that can be asked, asked of one session. */
export function readTables(session: DuckdbSession): StoreReader {
  return {
    ledgerRecords: (fromSequence) => ledgerRecords(session, fromSequence),
    lastLedgerEntry: () => lastLedgerEntry(session),
    lastLedgerCheckpoint: () => lastLedgerCheckpoint(session),
    ledgerVerifierKey: () => ledgerVerifierKey(session),
    trustedObservations: (filter) => trustedObservations(session, filter),
    checkpointBefore: (key) => checkpointBefore(session, key),
    documents: (kind) => documents(session, kind),
  };
}
