import { describe, expect, test } from "vitest";
import { NEVER, withFiles } from "../../../../test/duckdb/telemetry-folder.ts";
import { discoverFiles } from "./discover-files.ts";

function commit(version: number, actions: readonly object[]): Readonly<Record<string, string>> {
  return {
    [`t/_delta_log/${String(version).padStart(20, "0")}.json`]: actions
      .map((action) => `${JSON.stringify(action)}\n`)
      .join(""),
  };
}

const DATA = { "t/a.parquet": "a", "t/k=1%2F2/b c.parquet": "b", "t/c.parquet": "c", "u/d.parquet": "d" };

describe("a Delta table is read at its current version", () => {
  test("files that its log removed or never added are left out", async () => {
    const files = {
      ...DATA,
      ...commit(0, [{ commitInfo: {} }, { add: { path: "a.parquet" } }, { add: { path: "c.parquet" } }]),
      ...commit(1, [
        { remove: { path: "a.parquet" } },
        { add: { path: "k=1%252F2/b%20c.parquet", deletionVector: null } },
      ]),
      ...commit(2, [{ remove: { path: "c.parquet" } }, { add: { path: "c.parquet" } }]),
    };
    await withFiles(files, async (directory) => {
      const found = await discoverFiles(directory, NEVER);
      expect(found.files.map(({ name }) => name)).toEqual([
        "t/c.parquet",
        "t/k=1%2F2/b c.parquet",
        "u/d.parquet",
      ]);
      expect(found.ignored).toEqual(["t/_delta_log", "t/a.parquet"]);
      expect(found.skipped).toEqual([]);
    });
  });

  test.each([
    ["its log does not begin with the first version", commit(5, [{ add: { path: "a.parquet" } }])],
    ["a commit is damaged", { "t/_delta_log/00000000000000000000.json": '{"add":' }],
    ["a commit is damaged", commit(0, [{ add: { path: "a%zz.parquet" } }])],
    ["a commit is damaged", commit(0, [{ add: {} }])],
    [
      "rows are deleted by deletion vectors",
      commit(0, [{ add: { path: "a.parquet", deletionVector: { storageType: "u" } } }]),
    ],
    ["its files lie elsewhere", commit(0, [{ add: { path: "s3://bucket/a.parquet" } }])],
    [
      "its column names are mapped",
      commit(0, [{ metaData: { configuration: { "delta.columnMapping.mode": "name" } } }]),
    ],
  ])("a table is skipped whole where %s", async (reason, log) => {
    await withFiles({ ...DATA, ...log }, async (directory) => {
      const found = await discoverFiles(directory, NEVER);
      expect(found.files.map(({ name }) => name)).toEqual(["u/d.parquet"]);
      expect(found.skipped).toEqual([
        { file: "t", reason: `a Delta table that cannot be read as files: ${reason}`, rowCount: null },
      ]);
    });
  });
});
