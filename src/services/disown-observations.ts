import type { Actor } from "../domain/principal.ts";
import type { Environment } from "../ports/environment.ts";
import type { ObservationFilter, Store } from "../ports/store.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";

/**
 * Takes stored observations out of every baseline folded from now on, because a decision says that they were not
 * normal. They stay in the store, marked.
 *
 * Errors: those of the store. Leaves a ledger entry with the number of observations, also when it is 0.
 */
export async function disownObservations(
  store: Store,
  filter: ObservationFilter,
  by: { readonly actor: Actor; readonly environment: Environment; readonly reason: string },
): Promise<number> {
  return store.transaction(async (transaction) => {
    const disownedCount = await transaction.disownObservations(filter);
    await appendLedgerEntry(transaction, {
      at: by.environment.now(),
      actor: by.actor,
      action: "observations.disown",
      subject: filter.signal,
      details: {
        seriesKey: filter.seriesKey,
        from: new Date(filter.from).toISOString(),
        until: new Date(filter.until).toISOString(),
        disownedCount,
        reason: by.reason,
      },
    });
    return disownedCount;
  });
}
