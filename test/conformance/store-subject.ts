import assert from "node:assert/strict";
import { epochMs } from "../../src/domain/units.ts";
import type { LedgerDraft } from "../../src/ledger/seal-entry.ts";
import type { Store, StoreTransaction } from "../../src/ports/store.ts";
import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";

/** An empty store of its own for one check. */
export interface StoreSubject {
  readonly store: Store;
  /** Closes the store and opens it again; null when nothing outlives it. */
  readonly reopen: (() => Promise<Store>) | null;
  /** Closes what is open and removes what was written. */
  dispose(): Promise<void>;
}

/** One guarantee of the Store port. `run` throws when the store breaks it. */
export interface StoreCheck {
  readonly guarantee: string;
  run(subject: StoreSubject): Promise<void>;
}

export function draftOf(subject: string): LedgerDraft {
  return {
    at: epochMs(1_700_000_000_000),
    actor: { kind: "operator", name: "kit" },
    action: "kit.change",
    subject,
    details: { why: "conformance" },
  };
}

/** Runs `work` and records it, as every service does. */
export function change<Result>(
  store: Store,
  work: (transaction: StoreTransaction) => Promise<Result>,
): Promise<Result> {
  return store.transaction(async (transaction) => {
    const result = await work(transaction);
    await appendLedgerEntry(transaction, draftOf("kit"));
    return result;
  });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The error of a promise that must not succeed. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("a call succeeded that must fail");
}
