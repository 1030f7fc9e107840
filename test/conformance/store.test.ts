import { describe, it } from "vitest";
import { openFileSubject, openMemorySubject } from "./store-duckdb-subject.ts";
import { runStoreCheck, STORE_CHECKS } from "./store-kit.ts";

const STORES = [
  { title: "duckdb in memory", open: openMemorySubject },
  { title: "duckdb in a file", open: openFileSubject },
];

describe.each(STORES)("$title", ({ open }) => {
  it.each(STORE_CHECKS)("$guarantee", (check) => runStoreCheck(check, open));
});
