import type { Store } from "../ports/store.ts";

export async function openStore(path: string): Promise<Store> {
  // Whatever the database writes beside its file is for its owner's eyes only, as the file itself is.
  process.umask(0o077);
  const { openDuckdbStore } = await import("../stores/duckdb/open-duckdb-store.ts");
  return openDuckdbStore({ path });
}
