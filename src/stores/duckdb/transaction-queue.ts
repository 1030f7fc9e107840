import { AsyncLocalStorage } from "node:async_hooks";
import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { LedgerSigner, Store } from "../../ports/store.ts";
import { sql } from "../../sql/sql.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { createWriteTransaction, type WriteTransaction } from "./write-transaction.ts";

/** Runs the transactions of a store one after the other. */
export interface TransactionQueue {
  readonly transaction: Store["transaction"];
  /** Refuses further transactions, and waits for those that were asked for. */
  close(): Promise<void>;
}

/** Where a call comes from: the work of a transaction that has not ended. */
interface TransactionScope {
  isOpen: boolean;
}

export function createTransactionQueue(
  writer: DuckdbSession,
  ledgerSigner: () => Promise<LedgerSigner>,
): TransactionQueue {
  const scopes = new AsyncLocalStorage<TransactionScope>();
  let tail: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function runInScope<Result>(
    work: (transaction: WriteTransaction["transaction"]) => Promise<Result>,
  ): Promise<Result> {
    const scope: TransactionScope = { isOpen: true };
    const write = createWriteTransaction(writer, ledgerSigner);
    await writer.change("begin a transaction", sql`BEGIN TRANSACTION`);
    try {
      const result = await scopes.run(scope, () => work(write.transaction));
      write.assertCommittable();
      await writer.change("commit a transaction", sql`COMMIT`);
      return result;
    } catch (error) {
      write.end();
      await rollBack(writer, error);
      throw error;
    } finally {
      write.end();
      scope.isOpen = false;
    }
  }

  return {
    transaction: async (work) => {
      invariant(!isClosed, "the store is closed");
      // Waiting for the transaction that waits for this one would never end.
      invariant(scopes.getStore()?.isOpen !== true, "a transaction was asked for inside a transaction");
      const result = tail.then(() => runInScope(work));
      tail = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      isClosed = true;
      await tail;
    },
  };
}

async function rollBack(writer: DuckdbSession, error: unknown): Promise<void> {
  try {
    await writer.change("roll a transaction back", sql`ROLLBACK`);
  } catch (rollbackError) {
    throw new GatehouseError("STORE_FAILED", {
      message: "the store failed to roll a transaction back",
      cause: new AggregateError([error, rollbackError]),
    });
  }
}
