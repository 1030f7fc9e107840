import { expect } from "vitest";
import { LEDGER_CHECKPOINT_EVERY } from "../../src/domain/ledger-record.ts";
import type { LedgerAppend } from "../../src/ports/store.ts";
import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";
import { verifyLedger } from "../../src/services/verify-ledger.ts";
import { change, collect, draftOf, failureOf, type StoreCheck } from "./store-subject.ts";

const BUG = expect.objectContaining({ code: "BUG" });
const OWN_WORD = { trustedKey: null, savedCheckpoints: [] };

function appendOf(sequence: number, changes: Partial<LedgerAppend> = {}): LedgerAppend {
  return {
    entry: { sequence, payload: `{"sequence":${sequence}}`, hash: `hash ${sequence}` },
    checkpoint: { sequence, note: `note ${sequence}` },
    verifierKey: "key",
    ...changes,
  };
}

export const LEDGER_CHECKS: readonly StoreCheck[] = [
  {
    guarantee: "an empty store has an empty ledger",
    run: async ({ store }) => {
      expect(await store.lastLedgerEntry()).toBeNull();
      expect(await store.lastLedgerCheckpoint()).toBeNull();
      expect(await store.ledgerVerifierKey()).toBeNull();
      expect(await collect(store.ledgerRecords(null))).toEqual([]);
    },
  },
  {
    guarantee: "entries come back as they went in, in order, from the sequence asked for",
    run: async ({ store }) => {
      const entries = await store.transaction(async (transaction) => {
        const first = await appendLedgerEntry(transaction, draftOf('a "quoted" \u0000 😀'));
        const second = await appendLedgerEntry(transaction, draftOf("b"));
        return [first, second, await appendLedgerEntry(transaction, draftOf("c"))];
      });
      const records = await collect(store.ledgerRecords(null));
      expect(records.flatMap((record) => (record.kind === "entry" ? [record.entry] : []))).toEqual(entries);
      expect(await collect(store.ledgerRecords(2))).toEqual(records.slice(1));
      expect(await store.lastLedgerEntry()).toEqual(entries[2]);
    },
  },
  {
    guarantee: "the newest entry has its checkpoint, and only due checkpoints of older ones are kept",
    run: async ({ store }) => {
      const entryCount = LEDGER_CHECKPOINT_EVERY + 2;
      await store.transaction(async (transaction) => {
        for (let sequence = 1; sequence <= entryCount; sequence += 1)
          await transaction.appendLedgerEntry(appendOf(sequence));
      });
      const records = await collect(store.ledgerRecords(null));
      const expected = Array.from({ length: entryCount }, (_, index) => index + 1).flatMap((sequence) => {
        const { entry, checkpoint } = appendOf(sequence);
        const isKept = sequence === LEDGER_CHECKPOINT_EVERY || sequence === entryCount;
        return [{ kind: "entry", entry }, ...(isKept ? [{ kind: "checkpoint", checkpoint }] : [])];
      });
      expect(records).toEqual(expected);
      expect(await store.lastLedgerCheckpoint()).toEqual(appendOf(entryCount).checkpoint);
    },
  },
  {
    guarantee: "an entry that does not follow the last one, or comes without its checkpoint, is refused",
    run: async ({ store }) => {
      await store.transaction((transaction) => transaction.appendLedgerEntry(appendOf(1)));
      for (const wrong of [appendOf(1), appendOf(3), appendOf(2, { checkpoint: { sequence: 1, note: "" } })])
        expect(
          await failureOf(store.transaction((transaction) => transaction.appendLedgerEntry(wrong))),
        ).toEqual(BUG);
      expect(await collect(store.ledgerRecords(null))).toHaveLength(2);
    },
  },
  {
    guarantee: "the public key of a ledger is kept and never changes",
    run: async ({ store }) => {
      await store.transaction((transaction) => transaction.appendLedgerEntry(appendOf(1)));
      expect(await store.ledgerVerifierKey()).toBe("key");
      const other = appendOf(2, { verifierKey: "other" });
      expect(
        await failureOf(store.transaction((transaction) => transaction.appendLedgerEntry(other))),
      ).toEqual(BUG);
      expect(await store.ledgerVerifierKey()).toBe("key");
    },
  },
  {
    guarantee: "what services write verifies, before and after the store was opened again with its key",
    run: async ({ store, reopen }) => {
      await change(store, async () => undefined);
      await change(store, async () => undefined);
      const report = await verifyLedger({ kind: "store", store }, OWN_WORD);
      expect(report).toMatchObject({ ok: true, entryCount: 2, checkpointCount: 1 });
      if (reopen === null) return;
      const again = await reopen();
      await change(again, async () => undefined);
      const anchors = { trustedKey: report.verifierKey, savedCheckpoints: [] };
      const reportAgain = await verifyLedger({ kind: "store", store: again }, anchors);
      expect(reportAgain).toMatchObject({ ok: true, entryCount: 3, checkpointCount: 1 });
    },
  },
];
