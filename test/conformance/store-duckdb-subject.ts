import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdbStore } from "../../src/stores/duckdb/open-duckdb-store.ts";
import type { StoreSubject } from "./store-subject.ts";

/** Small, so that many stores fit beside each other. */
const MEMORY_LIMIT_MIB = 512;

export async function openMemorySubject(): Promise<StoreSubject> {
  const store = await openDuckdbStore({ path: ":memory:", memoryLimitMib: MEMORY_LIMIT_MIB });
  return { store, reopen: null, dispose: () => store.close() };
}

/** A store in a folder of its own under the system's folder for temporary files. */
export async function openFileSubject(): Promise<StoreSubject> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-store-"));
  const path = join(folder, "test.store");
  let current = await openDuckdbStore({ path, memoryLimitMib: MEMORY_LIMIT_MIB });
  return {
    store: current,
    reopen: async () => {
      await current.close();
      current = await openDuckdbStore({ path, memoryLimitMib: MEMORY_LIMIT_MIB });
      return current;
    },
    dispose: async () => {
      await current.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
