import { epochMs } from "../../src/domain/units.ts";
import type { LedgerDraft } from "../../src/ledger/seal-entry.ts";
import type { LedgerSigner, Store, StoreReader, StoreTransaction } from "../../src/ports/store.ts";
import { appendLedgerEntry } from "../../src/services/append-ledger-entry.ts";

declare const store: Store;
declare const reader: StoreReader;
declare const transaction: StoreTransaction;
declare const signer: LedgerSigner;
declare const draft: LedgerDraft;
declare function take<Value>(value: Value): void;

const filter = { signal: "s", signalVersion: 1, seriesKey: null, from: epochMs(0), until: epochMs(1) };

take(appendLedgerEntry(transaction, draft));
take(store.transaction((inside) => inside.disownObservations(filter)));

// @ts-expect-error nothing is changed outside of a transaction
take(store.saveDocument("finding", "f1", null));

// @ts-expect-error nothing is disowned outside of a transaction
take(store.disownObservations(filter));

// @ts-expect-error a ledger entry belongs to the transaction of its change
take(appendLedgerEntry(store, draft));

// @ts-expect-error a reader cannot open a transaction
take(reader.transaction(async () => undefined));

// @ts-expect-error a transaction cannot open another
take(transaction.transaction(async () => undefined));

// @ts-expect-error an entry is stored with the signature over it or not at all
take(transaction.appendLedgerEntry({ entry: { sequence: 1, payload: "{}", hash: "" }, verifierKey: "" }));

// @ts-expect-error a ledger action is `entity.verb`
take<LedgerDraft>({ ...draft, action: "decide" });

// @ts-expect-error every entry says who acted
take<LedgerDraft>({ at: draft.at, action: "review.decide", subject: "r1", details: null });

// @ts-expect-error a private key cannot be asked for
take(signer.privateKey);

// @ts-expect-error observations are asked for in one version of their signal
take(store.trustedObservations({ signal: "s", seriesKey: null, from: epochMs(0), until: epochMs(1) }));

// @ts-expect-error a kind of document that the store does not know
take(store.documents("secret"));
