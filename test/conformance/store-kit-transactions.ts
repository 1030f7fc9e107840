import { expect } from "vitest";
import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";
import { change, collect, draftOf, failureOf, type StoreCheck } from "./store-subject.ts";

const BUG = expect.objectContaining({ code: "BUG" });

export const TRANSACTION_CHECKS: readonly StoreCheck[] = [
  {
    guarantee: "a transaction gives the result of its work and reads its own changes",
    run: async ({ store }) => {
      const seen = await change(store, async (transaction) => {
        await transaction.saveDocument("finding", "f1", { n: 1 });
        return collect(transaction.documents("finding"));
      });
      expect(seen).toEqual([{ id: "f1", document: { n: 1 } }]);
    },
  },
  {
    guarantee: "nobody else sees a change before it is committed, and everybody after",
    run: async ({ store }) => {
      await change(store, async (transaction) => {
        await transaction.saveDocument("finding", "f1", null);
        expect(await collect(store.documents("finding"))).toEqual([]);
      });
      expect(await collect(store.documents("finding"))).toHaveLength(1);
    },
  },
  {
    guarantee: "a throw takes back every change of its transaction, the ledger entry too",
    run: async ({ store }) => {
      await change(store, (transaction) => transaction.saveDocument("finding", "kept", null));
      const before = await collect(store.ledgerRecords(null));
      const failure = new Error("on purpose");
      const result = change(store, async (transaction) => {
        await transaction.saveDocument("finding", "lost", null);
        await transaction.saveDocument("finding", "kept", { changed: true });
        await appendLedgerEntry(transaction, draftOf("lost"));
        throw failure;
      });
      expect(await failureOf(result)).toBe(failure);
      expect(await collect(store.documents("finding"))).toEqual([{ id: "kept", document: null }]);
      expect(await collect(store.ledgerRecords(null))).toEqual(before);
    },
  },
  {
    guarantee: "transactions asked for together run one after the other, and a failed one stops none",
    run: async ({ store }) => {
      const increment = (id: number): Promise<void> =>
        change(store, async (transaction) => {
          const [counter] = await collect(transaction.documents("coverage"));
          const count = counter === undefined ? 0 : Number(counter.document);
          await transaction.saveDocument("coverage", "counter", count + 1);
          if (id === 3) throw new Error("on purpose");
        });
      const results = await Promise.allSettled(Array.from({ length: 8 }, (_, id) => increment(id)));
      expect(results.filter((result) => result.status === "rejected")).toHaveLength(1);
      expect(await collect(store.documents("coverage"))).toEqual([{ id: "counter", document: 7 }]);
    },
  },
  {
    guarantee: "a transaction asked for inside a transaction is refused instead of waiting for ever",
    run: async ({ store }) => {
      const outer = change(store, () => change(store, async () => undefined));
      expect(await failureOf(outer)).toEqual(BUG);
      expect(await store.lastLedgerEntry()).toBeNull();
      await change(store, async () => undefined);
      expect((await store.lastLedgerEntry())?.sequence).toBe(1);
    },
  },
  {
    guarantee: "a transaction cannot be used after its end",
    run: async ({ store }) => {
      const kept = await change(store, async (transaction) => transaction);
      expect(await failureOf(kept.saveDocument("finding", "late", null))).toEqual(BUG);
      expect(await failureOf(kept.lastLedgerEntry())).toEqual(BUG);
      expect(await failureOf(collect(kept.documents("finding")))).toEqual(BUG);
      expect(await collect(store.documents("finding"))).toEqual([]);
    },
  },
  {
    guarantee: "work that ends before one of its calls is refused",
    run: async ({ store }) => {
      const calls: Promise<unknown>[] = [];
      const result = store.transaction(async (transaction) => {
        await appendLedgerEntry(transaction, draftOf("kit"));
        calls.push(transaction.saveDocument("finding", "forgotten", null).catch((error: unknown) => error));
      });
      expect(await failureOf(result)).toEqual(BUG);
      await Promise.all(calls);
      expect(await collect(store.documents("finding"))).toEqual([]);
    },
  },
  {
    guarantee: "a failed call cannot be swallowed by the work around it",
    run: async ({ store }) => {
      const result = change(store, async (transaction) => {
        await transaction.saveDocument("finding", "before", null);
        const entry = { sequence: 99, payload: "{}", hash: "" };
        const append = { entry, checkpoint: { sequence: 99, note: "" }, verifierKey: "" };
        await transaction.appendLedgerEntry(append).catch(() => undefined);
      });
      expect(await failureOf(result)).toEqual(BUG);
      expect(await collect(store.documents("finding"))).toEqual([]);
    },
  },
  {
    guarantee: "a change without a ledger entry is refused and taken back",
    run: async ({ store }) => {
      const result = store.transaction((transaction) => transaction.saveDocument("finding", "secret", null));
      expect(await failureOf(result)).toEqual(BUG);
      expect(await collect(store.documents("finding"))).toEqual([]);
    },
  },
  {
    guarantee: "an answer that is read slowly shows the state at its first row",
    run: async ({ store }) => {
      const save = (id: string): Promise<void> =>
        change(store, (transaction) => transaction.saveDocument("finding", id, null));
      await save("f1");
      await save("f2");
      const iterator = store.documents("finding")[Symbol.asyncIterator]();
      await iterator.next();
      await save("f3");
      await iterator.next();
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    },
  },
  {
    guarantee:
      "an abandoned answer does not keep the store from closing, and a closed store refuses everything",
    run: async ({ store }) => {
      await change(store, (transaction) => transaction.saveDocument("finding", "f1", null));
      const iterator = store.documents("finding")[Symbol.asyncIterator]();
      await iterator.next();
      await store.close();
      await store.close();
      expect(await failureOf(store.lastLedgerEntry())).toEqual(BUG);
      expect(await failureOf(store.transaction(async () => undefined))).toEqual(BUG);
    },
  },
  {
    guarantee: "closing waits for the transactions that were asked for before",
    run: async ({ store, reopen }) => {
      const result = change(store, (transaction) => transaction.saveDocument("finding", "f1", null));
      await store.close();
      await result;
      if (reopen !== null) expect(await collect((await reopen()).documents("finding"))).toHaveLength(1);
    },
  },
];
