import { mkdtemp, open, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { epochMs } from "../../domain/units.ts";
import type { Store } from "../../ports/store.ts";
import { openDuckdbStore } from "./open-duckdb-store.ts";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-open-"));
  path = join(folder, "test.store");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A write that needs no signature, so that no key file is made: the last entry is written with a made-up one. */
async function writeRows(store: Store, rowCount: number): Promise<void> {
  await store.transaction(async (transaction) => {
    await transaction.appendObservations({
      signal: "test.signal",
      signalVersion: 1,
      rowCount,
      windowStart: Float64Array.from({ length: rowCount }, (_, row) => row),
      seriesKey: Array.from({ length: rowCount }, (_, row) => `series ${(row * 7_919) % rowCount}`),
      value: Float64Array.from({ length: rowCount }, (_, row) => Math.sin(row)),
      supportCount: new Float64Array(rowCount),
      parts: null,
    });
    const sequence = ((await transaction.lastLedgerEntry())?.sequence ?? 0) + 1;
    await transaction.appendLedgerEntry({
      entry: { sequence, payload: "{}", hash: "" },
      checkpoint: { sequence, note: "" },
      verifierKey: "key",
    });
  });
}

async function readAll(store: Store): Promise<number> {
  let rowCount = 0;
  const filter = {
    signal: "test.signal",
    signalVersion: 1,
    seriesKey: null,
    from: epochMs(0),
    until: epochMs(1e9),
  };
  for await (const batch of store.trustedObservations(filter)) rowCount += batch.rowCount;
  return rowCount;
}

it("a new store is readable by its owner only", async () => {
  const store = await openDuckdbStore({ path });
  await store.close();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it("a store that is open cannot be opened again, also not through a link, and can after it was closed", async () => {
  const store = await openDuckdbStore({ path });
  await symlink(path, join(folder, "link"));
  for (const other of [path, join(folder, ".", "test.store"), join(folder, "link")])
    await expect(openDuckdbStore({ path: other })).rejects.toMatchObject({ code: "STORE_LOCKED" });
  await store.close();
  const again = await openDuckdbStore({ path });
  await again.close();
});

it("stores in memory have nothing to do with each other", async () => {
  const [first, second] = await Promise.all([
    openDuckdbStore({ path: ":memory:" }),
    openDuckdbStore({ path: ":memory:" }),
  ]);
  await writeRows(first, 3);
  expect(await readAll(first)).toBe(3);
  expect(await readAll(second)).toBe(0);
  await first.close();
  await second.close();
});

it("a file that is no database, a folder, and a place that is not there are refused and left as they are", async () => {
  const wrongTexts = {
    empty: "",
    text: "not a database\n".repeat(1_000),
    other: `SQLite format 3\0${"x".repeat(9_000)}`,
  };
  for (const [name, text] of Object.entries(wrongTexts)) {
    const file = join(folder, name);
    await writeFile(file, text);
    await expect(openDuckdbStore({ path: file })).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
    expect(await readFile(file, "utf8")).toBe(text);
  }
  for (const place of [folder, join(folder, "none", "store")])
    await expect(openDuckdbStore({ path: place })).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
});

it("a database of something else is refused, and free again for its owner", async () => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run("CREATE TABLE customers (id INTEGER)");
  connection.closeSync();
  instance.closeSync();
  for (let attempt = 0; attempt < 2; attempt += 1)
    await expect(openDuckdbStore({ path })).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
});

it("a damaged file fails with a code and no row value, and never gives wrong rows", async () => {
  const store = await openDuckdbStore({ path });
  await writeRows(store, 200_000);
  await store.close();
  const file = await open(path, "r+");
  const { size } = await file.stat();
  // Past the headers: one damaged byte in every block of 256 KiB.
  for (let position = 300_000; position < size; position += 262_144)
    await file.write(Buffer.of(0xa5), 0, 1, position);
  await file.close();
  const failure = await openDuckdbStore({ path })
    .then(async (damaged) => {
      try {
        return await readAll(damaged);
      } finally {
        await damaged.close();
      }
    })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: expect.stringMatching(/^STORE_(FAILED|UNREADABLE)$/) });
  expect(failure).toMatchObject({ message: expect.not.stringContaining("series ") });
});

it("a filter is a value, never SQL", async () => {
  const store = await openDuckdbStore({ path });
  await store.close();
  const secret = join(folder, "secret.csv");
  await writeFile(secret, "a\n1\n");
  const again = await openDuckdbStore({ path });
  const filter = {
    signal: `' UNION SELECT * FROM read_csv('${secret}') --`,
    signalVersion: 1,
    seriesKey: null,
  };
  const batches: unknown[] = [];
  for await (const batch of again.trustedObservations({ ...filter, from: epochMs(0), until: epochMs(1e9) }))
    batches.push(batch);
  expect(batches).toEqual([]);
  await again.close();
});

it("too little memory fails with a code, and the store goes on", async () => {
  const store = await openDuckdbStore({ path: ":memory:", memoryLimitMib: 8 });
  await expect(writeRows(store, 400_000)).rejects.toMatchObject({ code: "STORE_FAILED" });
  expect(await readAll(store)).toBe(0);
  await writeRows(store, 10);
  expect(await readAll(store)).toBe(10);
  await store.close();
});
