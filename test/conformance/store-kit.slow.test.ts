import { expect, it } from "vitest";
import { epochMs } from "../../src/domain/units.ts";
import type { Store, StoreTransaction } from "../../src/ports/store.ts";
import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";
import { openFileSubject, openMemorySubject } from "./store-duckdb-subject.ts";
import { runStoreCheck, STORE_CHECKS } from "./store-kit.ts";
import { collect, draftOf, type StoreCheck, type StoreSubject } from "./store-subject.ts";

/** A store that breaks one guarantee, and a check that must notice. */
interface BrokenStore {
  readonly fault: string;
  readonly noticedBy: string;
  readonly breakStore: (store: Store) => Store;
  /** Only needed where the fault shows after opening again. */
  readonly isFile?: boolean;
}

/** The store with some methods of its transactions replaced. */
function withTransaction(
  store: Store,
  replace: (transaction: StoreTransaction) => Partial<StoreTransaction>,
): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((transaction) => work({ ...transaction, ...replace(transaction) })),
  };
}

const BROKEN_STORES: readonly BrokenStore[] = [
  {
    fault: "keeps what was done before a throw",
    noticedBy: "a throw takes back every change of its transaction, the ledger entry too",
    breakStore: (store) => ({
      ...store,
      transaction: async (work) => {
        const outcome = await store.transaction(async (transaction) => {
          try {
            return { result: await work(transaction) };
          } catch (error) {
            return { error };
          }
        });
        if ("error" in outcome) throw outcome.error;
        return outcome.result;
      },
    }),
  },
  {
    fault: "writes entries of its own, so that unrecorded changes pass",
    noticedBy: "a change without a ledger entry is refused and taken back",
    breakStore: (store) => ({
      ...store,
      transaction: (work) =>
        store.transaction(async (transaction) => {
          const result = await work(transaction);
          await appendLedgerEntry(transaction, draftOf("forged"));
          return result;
        }),
    }),
  },
  {
    fault: "hides the changes of a transaction from itself",
    noticedBy: "a transaction gives the result of its work and reads its own changes",
    breakStore: (store) => withTransaction(store, () => ({ documents: (kind) => store.documents(kind) })),
  },
  {
    fault: "lets readers see what is not committed",
    noticedBy: "nobody else sees a change before it is committed, and everybody after",
    breakStore: (store) => {
      let open: StoreTransaction | null = null;
      return {
        ...store,
        documents: (kind) => (open ?? store).documents(kind),
        transaction: (work) =>
          store.transaction(async (transaction) => {
            open = transaction;
            try {
              return await work(transaction);
            } finally {
              open = null;
            }
          }),
      };
    },
  },
  {
    fault: "forgets checkpoints of the ledger",
    noticedBy: "the newest entry has its checkpoint, and only due checkpoints of older ones are kept",
    breakStore: (store) => ({
      ...store,
      ledgerRecords: async function* (fromSequence) {
        for await (const record of store.ledgerRecords(fromSequence))
          if (record.kind === "entry") yield record;
      },
    }),
  },
  {
    fault: "ignores where the ledger is asked for",
    noticedBy: "entries come back as they went in, in order, from the sequence asked for",
    breakStore: (store) => ({ ...store, ledgerRecords: () => store.ledgerRecords(null) }),
  },
  {
    fault: "forgets the public key",
    noticedBy: "the public key of a ledger is kept and never changes",
    breakStore: (store) => ({ ...store, ledgerVerifierKey: async () => null }),
  },
  {
    fault: "gives batches in the wrong order",
    noticedBy: "observations come back in order of window then series, whatever the order they came in",
    breakStore: (store) => ({
      ...store,
      trustedObservations: async function* (filter) {
        for await (const batch of store.trustedObservations(filter))
          yield { ...batch, seriesKey: [...batch.seriesKey].reverse() };
      },
    }),
  },
  {
    fault: "takes the end of a filter as part of it",
    noticedBy: "bounds are half-open, and signal, version and series tell observations apart",
    breakStore: (store) => ({
      ...store,
      trustedObservations: (filter) =>
        store.trustedObservations({ ...filter, until: epochMs(filter.until + 1) }),
    }),
  },
  {
    fault: "splits a window",
    noticedBy: "batches hold whole windows, so that one window is never split",
    breakStore: (store) => ({
      ...store,
      trustedObservations: async function* (filter) {
        for await (const batch of store.trustedObservations(filter)) {
          yield { ...batch, rowCount: 1, windowStart: batch.windowStart.slice(0, 1) };
          yield { ...batch, rowCount: batch.rowCount - 1, windowStart: batch.windowStart.slice(1) };
        }
      },
    }),
  },
  {
    fault: "stores only what is new",
    noticedBy: "an observation that is stored again takes the place of the old one",
    breakStore: (store) => {
      const stored = new Set<string>();
      return withTransaction(store, (transaction) => ({
        appendObservations: (observations) => {
          const isNew = observations.seriesKey.every((key) => !stored.has(key));
          for (const key of observations.seriesKey) stored.add(key);
          return isNew ? transaction.appendObservations(observations) : Promise.resolve();
        },
      }));
    },
  },
  {
    fault: "does not disown",
    noticedBy:
      "disowned observations are counted once, leave every later fold, and stay out when stored again",
    breakStore: (store) => withTransaction(store, () => ({ disownObservations: async () => 1 })),
  },
  {
    fault: "gives the newest checkpoint, whatever was asked",
    noticedBy: "the newest checkpoint that is not too new is found, and one of the same moment is replaced",
    breakStore: (store) => ({
      ...store,
      checkpointBefore: (key) =>
        store.checkpointBefore({ ...key, notAfter: epochMs(Number.MAX_SAFE_INTEGER) }),
    }),
  },
  {
    fault: "keeps states that learned what was disowned",
    noticedBy: "a state that has learned what is disowned later cannot be found any more",
    breakStore: (store) => {
      let newest: Awaited<ReturnType<Store["checkpointBefore"]>> = null;
      const withMemory = withTransaction(store, (transaction) => ({
        saveCheckpoint: (checkpoint) => {
          if (checkpoint.signal === "kit.signal") newest = checkpoint;
          return transaction.saveCheckpoint(checkpoint);
        },
      }));
      return { ...withMemory, checkpointBefore: async (key) => newest ?? store.checkpointBefore(key) };
    },
  },
  {
    fault: "mixes kinds of documents",
    noticedBy: "documents come back by kind in the order of ids, each in its newest version",
    breakStore: (store) => ({
      ...store,
      documents: async function* () {
        yield* store.documents("incident");
        yield* store.documents("finding");
      },
    }),
  },
  {
    fault: "loses answers to changes that come meanwhile",
    noticedBy: "an answer that is read slowly shows the state at its first row",
    breakStore: (store) => ({
      ...store,
      documents: async function* (kind) {
        const [first] = await collect(store.documents(kind));
        if (first !== undefined) yield first;
        yield* (await collect(store.documents(kind))).slice(1);
      },
    }),
  },
  {
    fault: "does not refuse use after closing",
    noticedBy:
      "an abandoned answer does not keep the store from closing, and a closed store refuses everything",
    breakStore: (store) => ({ ...store, lastLedgerEntry: async () => null }),
  },
  {
    fault: "is empty when it is opened again",
    noticedBy: "everything is there when the store is opened again",
    breakStore: (store) => store,
    isFile: true,
  },
];

async function openBroken(broken: BrokenStore): Promise<StoreSubject> {
  if (broken.isFile !== true) {
    const subject = await openMemorySubject();
    return { ...subject, store: broken.breakStore(subject.store) };
  }
  const subject = await openFileSubject();
  const empty = await openMemorySubject();
  return {
    store: subject.store,
    reopen: async () => empty.store,
    dispose: async () => {
      await subject.dispose();
      await empty.dispose();
    },
  };
}

function checkOf(guarantee: string): StoreCheck {
  const check = STORE_CHECKS.find((candidate) => candidate.guarantee === guarantee);
  if (check === undefined) throw new Error(`no check guarantees \`${guarantee}\``);
  return check;
}

it.each(BROKEN_STORES)("the kit catches a store that $fault", async (broken) => {
  const check = checkOf(broken.noticedBy);
  const result = runStoreCheck(check, () => openBroken(broken));
  await expect(result).rejects.toMatchObject({ name: "AssertionError" });
});
