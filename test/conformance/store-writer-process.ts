import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";
import { openDuckdbStore } from "../../src/stores/duckdb/open-duckdb-store.ts";
import { draftOf } from "./store-subject.ts";

/**
 * Writes to the store given as argument until it is killed. Tells each transaction that was acknowledged as
 * `committed <n>`, and `inside` when one has written everything but has not ended and never will.
 */
const LAST_COMMITTED = 8;
const ROW_COUNT = 500;

const [path = ""] = process.argv.slice(2);
const store = await openDuckdbStore({ path });
for (let number = 1; ; number += 1) {
  await store.transaction(async (transaction) => {
    await transaction.appendObservations({
      signal: "test.signal",
      signalVersion: 1,
      rowCount: ROW_COUNT,
      windowStart: new Float64Array(ROW_COUNT).fill(number),
      seriesKey: Array.from({ length: ROW_COUNT }, (_, row) => `series ${row}`),
      value: new Float64Array(ROW_COUNT).fill(number),
      supportCount: new Float64Array(ROW_COUNT),
      parts: null,
    });
    await transaction.saveDocument("finding", `f${number}`, number);
    await appendLedgerEntry(transaction, draftOf(`change ${number}`));
    if (number > LAST_COMMITTED) {
      process.stdout.write("inside\n");
      // Keeps the process alive until it is killed.
      await new Promise(() => process.stdin.resume());
    }
  });
  process.stdout.write(`committed ${number}\n`);
}
