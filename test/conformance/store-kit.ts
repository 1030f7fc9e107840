import { CHECKPOINT_CHECKS, DOCUMENT_CHECKS, OBSERVATION_CHECKS } from "./store-kit-contents.ts";
import { LEDGER_CHECKS } from "./store-kit-ledger.ts";
import { TRANSACTION_CHECKS } from "./store-kit-transactions.ts";
import type { StoreCheck, StoreSubject } from "./store-subject.ts";

/** What every implementation of the Store port guarantees. */
export const STORE_CHECKS: readonly StoreCheck[] = [
  ...TRANSACTION_CHECKS,
  ...LEDGER_CHECKS,
  ...OBSERVATION_CHECKS,
  ...CHECKPOINT_CHECKS,
  ...DOCUMENT_CHECKS,
];

/** Runs one check on an empty store of its own; throws what the check throws. */
export async function runStoreCheck(check: StoreCheck, open: () => Promise<StoreSubject>): Promise<void> {
  const subject = await open();
  try {
    await check.run(subject);
  } finally {
    await subject.dispose();
  }
}
