import { GatehouseError } from "../domain/gatehouse-error.ts";
import { openLedgerFile } from "../ledger/ledger-file.ts";
import { parseVerifierKey, type VerifierKey } from "../ledger/verifier-key.ts";
import { type LedgerVerification, type ReadRecord, verifyRecords } from "../ledger/verify-records.ts";
import type { StoreReader } from "../ports/store.ts";

/** Where the ledger is: in a store, or the bytes of an exported file. */
export type LedgerSource =
  | { readonly kind: "store"; readonly store: StoreReader }
  | { readonly kind: "file"; readonly chunks: AsyncIterable<Uint8Array> };

/** What the reader kept outside; without it a ledger is only proved to agree with itself. */
export interface LedgerAnchors {
  /** Verifier key that signed the ledger; the ledger's own word is taken when null. */
  readonly trustedKey: string | null;
  /** Checkpoint notes of this ledger. */
  readonly savedCheckpoints: readonly string[];
}

/** `verifierKey` is the key that the ledger names as its own; null when it has no entry yet. */
export type LedgerReport = LedgerVerification & { readonly verifierKey: string | null };

interface OpenedLedger {
  readonly verifierKey: string | null;
  readonly head: string | null;
  readonly records: AsyncIterable<ReadRecord>;
}

/**
 * Verifies a whole ledger; the first thing that is wrong is in the report, not thrown.
 *
 * @throws LEDGER_UNREADABLE when the source is not a ledger, or the trusted key is not a verifier key.
 * Cost: see ledger/verify-records.ts; memory bounded, whatever the length.
 */
export async function verifyLedger(source: LedgerSource, anchors: LedgerAnchors): Promise<LedgerReport> {
  const ledger = await openLedger(source);
  const keys = await trustedKeys(ledger, anchors.trustedKey);
  const savedCheckpoints = [...anchors.savedCheckpoints, ...(ledger.head === null ? [] : [ledger.head])];
  const verification = await verifyRecords(ledger.records, { keys, savedCheckpoints });
  return { ...verification, verifierKey: ledger.verifierKey };
}

async function openLedger(source: LedgerSource): Promise<OpenedLedger> {
  switch (source.kind) {
    case "store":
      return {
        verifierKey: await source.store.ledgerVerifierKey(),
        head: null,
        records: source.store.ledgerRecords(null),
      };
    case "file": {
      const { header, records } = await openLedgerFile(source.chunks);
      return { ...header, records };
    }
  }
}

async function trustedKeys(ledger: OpenedLedger, trustedKey: string | null): Promise<readonly VerifierKey[]> {
  const text = trustedKey ?? ledger.verifierKey;
  if (text === null) return [];
  const key = await parseVerifierKey(text);
  if (key === null)
    throw new GatehouseError("LEDGER_UNREADABLE", {
      message: `\`${text}\` is not the public key of a ledger`,
    });
  return [key];
}
