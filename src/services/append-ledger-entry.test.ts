import { chmod, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { StoredLedgerEntry } from "../domain/ledger-record.ts";
import { epochMs } from "../domain/units.ts";
import { parseEntry } from "../ledger/parse-entry.ts";
import type { Store } from "../ports/store.ts";
import { openDuckdbStore } from "../stores/duckdb/open-duckdb-store.ts";
import { openKeyFile } from "../stores/key-file.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import { verifyLedger } from "./verify-ledger.ts";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-ledger-"));
  path = join(folder, "test.store");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function record(store: Store, subject: string): Promise<StoredLedgerEntry> {
  return store.transaction((transaction) =>
    appendLedgerEntry(transaction, {
      at: epochMs(1_700_000_000_000),
      actor: { kind: "operator", name: "ada" },
      action: "review.decide",
      subject,
      details: {},
    }),
  );
}

async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openDuckdbStore({ path });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What somebody does who has the file but not the key. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

async function writeThree(): Promise<void> {
  await withStore(async (store) => {
    for (const subject of ["a", "b", "c"]) await record(store, subject);
  });
}

it("each entry continues the one before, across openings of the store", async () => {
  const first = await withStore((store) => record(store, "a"));
  const second = await withStore((store) => record(store, "b"));
  expect(second.sequence).toBe(2);
  expect(parseEntry(second.payload)).toMatchObject({ previousHash: first.hash, subject: "b" });
});

it.each([
  [
    "changes an entry",
    "UPDATE ledger_entry SET payload = replace(payload, '\"b\"', '\"x\"') WHERE sequence = 2",
  ],
  ["removes an entry", "DELETE FROM ledger_entry WHERE sequence = 2"],
  ["removes the newest entry", "DELETE FROM ledger_entry WHERE sequence = 3"],
  [
    "removes the newest entry and its checkpoint",
    "DELETE FROM ledger_entry WHERE sequence = 3; DELETE FROM ledger_checkpoint",
  ],
  ["removes all entries", "DELETE FROM ledger_entry"],
  ["repeats an entry", "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE sequence = 2"],
  ["exchanges two entries", "UPDATE ledger_entry SET sequence = 5 - sequence WHERE sequence > 1"],
  [
    "adds an entry at the end",
    "INSERT INTO ledger_entry SELECT 4, payload, hash FROM ledger_entry WHERE sequence = 3",
  ],
  [
    "adds an entry before the first",
    "INSERT INTO ledger_entry SELECT -7, payload, hash FROM ledger_entry WHERE sequence = 3",
  ],
  [
    "adds an entry far away",
    "INSERT INTO ledger_entry SELECT 4e15, payload, hash FROM ledger_entry WHERE sequence = 3",
  ],
  ["changes the checkpoint", "UPDATE ledger_checkpoint SET note = replace(note, '2023', '2022')"],
  ["removes the key", "DELETE FROM ledger_key"],
])("the ledger does not verify after somebody %s", async (_, statement) => {
  await writeThree();
  await tamper(...statement.split("; "));
  const report = await withStore((store) =>
    verifyLedger({ kind: "store", store }, { trustedKey: null, savedCheckpoints: [] }),
  );
  expect(report.ok).toBe(false);
});

it.each([
  ["lost its newest entry", "DELETE FROM ledger_entry WHERE sequence = 3"],
  ["lost its checkpoint", "DELETE FROM ledger_checkpoint"],
  ["ends with another entry", "UPDATE ledger_entry SET hash = repeat('0', 64) WHERE sequence = 3"],
  ["has a false checkpoint", "UPDATE ledger_checkpoint SET note = replace(note, '2023', '2022')"],
  ["names two keys", "INSERT INTO ledger_key VALUES ('other')"],
])("a ledger that %s is not signed again, and the change is refused with it", async (_, statement) => {
  await writeThree();
  await tamper(statement);
  await withStore(async (store) => {
    await expect(record(store, "d")).rejects.toMatchObject({ code: "LEDGER_BROKEN" });
  });
});

it("a store whose key may be read by others, or is gone, is not continued but still verifies", async () => {
  await writeThree();
  const refusal = { code: "STORE_KEY_UNREADABLE" };
  await withStore(async (store) => {
    await chmod(`${path}.key`, 0o644);
    if (process.platform !== "win32") await expect(record(store, "d")).rejects.toMatchObject(refusal);
    await rm(`${path}.key`);
    await expect(record(store, "d")).rejects.toMatchObject(refusal);
    const report = await verifyLedger({ kind: "store", store }, { trustedKey: null, savedCheckpoints: [] });
    expect(report).toMatchObject({ ok: true, entryCount: 3 });
  });
});

it("the key of another store is refused, and the right one is taken once it is back", async () => {
  await writeThree();
  await rename(`${path}.key`, `${path}.kept`);
  await openKeyFile({ path: `${path}.key`, mayCreate: true });
  await withStore(async (store) => {
    await expect(record(store, "d")).rejects.toMatchObject({ code: "STORE_KEY_UNREADABLE" });
  });
  await rename(`${path}.kept`, `${path}.key`);
  expect((await withStore((store) => record(store, "d"))).sequence).toBe(4);
});
