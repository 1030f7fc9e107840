import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { LedgerSigner, StoreTransaction } from "../../ports/store.ts";
import { saveCheckpoint } from "./checkpoint-table.ts";
import { saveDocument } from "./document-table.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { appendLedgerEntry } from "./ledger-table.ts";
import { appendObservations, disownObservations } from "./observation-table.ts";
import { readTables } from "./read-tables.ts";

/** A transaction as the work sees it, and the rules that it is held to. */
export interface WriteTransaction {
  readonly transaction: StoreTransaction;
  /** @throws BUG, or the error of a statement that failed, when the work may not be committed. */
  assertCommittable(): void;
  /** From here on every use of `transaction` is refused. */
  end(): void;
}

export function createWriteTransaction(
  writer: DuckdbSession,
  ledgerSigner: () => Promise<LedgerSigner>,
): WriteTransaction {
  const state = { isOpen: true, openCallCount: 0, changeCount: 0, entryCount: 0, failure: null as unknown };

  async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
    invariant(state.isOpen, "a transaction was used after its end");
    state.openCallCount += 1;
    try {
      return await work();
    } catch (error) {
      state.failure ??= error;
      throw error;
    } finally {
      state.openCallCount -= 1;
    }
  }
  const session: DuckdbSession = {
    change: (name, statement) => guard(() => writer.change(name, statement)),
    read: (name, query) => guard(() => writer.read(name, query)),
    append: (name, rows) => guard(() => writer.append(name, rows)),
    close: () =>
      Promise.reject(new GatehouseError("BUG", { message: "a transaction cannot close its session" })),
  };
  const changing = <Result>(work: () => Promise<Result>): Promise<Result> =>
    guard(() => {
      state.changeCount += 1;
      return work();
    });

  return {
    transaction: {
      ...readTables(session),
      appendLedgerEntry: (append) =>
        guard(async () => {
          await appendLedgerEntry(session, append);
          state.entryCount += 1;
        }),
      ledgerSigner: () => guard(ledgerSigner),
      appendObservations: (observations) => changing(() => appendObservations(session, observations)),
      disownObservations: (filter) => changing(() => disownObservations(session, filter)),
      saveCheckpoint: (checkpoint) => changing(() => saveCheckpoint(session, checkpoint)),
      saveDocument: (kind, id, document) => changing(() => saveDocument(session, { kind, id, document })),
    },
    assertCommittable: () => {
      invariant(state.openCallCount === 0, "the work of a transaction ended before one of its calls");
      if (state.failure !== null) throw state.failure;
      const isRecorded = state.changeCount === 0 || state.entryCount > 0;
      invariant(isRecorded, "a transaction changed the store without a ledger entry");
    },
    end: () => {
      state.isOpen = false;
    },
  };
}
