import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { epochMs } from "../../src/domain/units.ts";
import { verifyLedger } from "../../src/services/verify-ledger.ts";
import { openDuckdbStore } from "../../src/stores/duckdb/open-duckdb-store.ts";
import { collect } from "./store-subject.ts";

const WRITER = fileURLToPath(new URL("./store-writer-process.ts", import.meta.url));
let folder = "";
let path = "";
let writer: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-kill-"));
  path = join(folder, "test.store");
  writer = spawn(process.execPath, ["--import", "tsx", WRITER, path], { stdio: ["pipe", "pipe", "inherit"] });
});
afterAll(async () => {
  writer.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** What the writer said until it stood inside a transaction. */
async function readUntilInside(): Promise<readonly string[]> {
  const said: string[] = [];
  if (writer.stdout === null) return said;
  for await (const line of createInterface({ input: writer.stdout })) {
    if (line === "inside") return said;
    said.push(line);
  }
  throw new Error("the writer ended before it stood inside a transaction");
}

it("a store is locked for other processes, and kill -9 inside a transaction loses nothing that was acknowledged", async () => {
  const said = await readUntilInside();
  await expect(openDuckdbStore({ path })).rejects.toMatchObject({ code: "STORE_LOCKED" });
  const ended = once(writer, "exit");
  writer.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);

  const committedCount = said.length;
  expect(said.at(-1)).toBe(`committed ${committedCount}`);
  const store = await openDuckdbStore({ path });
  const report = await verifyLedger({ kind: "store", store }, { trustedKey: null, savedCheckpoints: [] });
  expect(report).toMatchObject({ ok: true, entryCount: committedCount });
  expect(await collect(store.documents("finding"))).toHaveLength(committedCount);
  const filter = { signal: "test.signal", signalVersion: 1, seriesKey: "series 7" };
  const batches = await collect(
    store.trustedObservations({ ...filter, from: epochMs(0), until: epochMs(1_000) }),
  );
  expect(batches.flatMap((batch) => [...batch.value])).toEqual(said.map((_, index) => index + 1));
  await store.close();
});
