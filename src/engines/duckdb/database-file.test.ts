import { expect, test } from "vitest";
import { withFiles } from "../../../test/duckdb/telemetry-folder.ts";
import { openDatabase, UNLIMITED } from "./database.ts";
import { databaseFile } from "./database-file.ts";

const OPTIONS = { memoryLimitBytes: 2_000_000_000, workDirectory: "/work-directory" };

function files(name: string, byteCount: number) {
  return [1, 2].map((index) => ({
    path: `/${index}${name}`,
    name: `${index}${name}`,
    byteCount: byteCount / 2,
  }));
}

test.each([
  [".parquet", 200_000_000, null],
  [".parquet", 300_000_000, "/work-directory/telemetry.duckdb"],
  [".json.gz", 300_000_000, "/work-directory/telemetry.duckdb"],
  [".json", 2_000_000_000, null],
  [".ndjson", 3_000_000_000, "/work-directory/telemetry.duckdb"],
])("%s of %d bytes: %s", (name, byteCount, file) => {
  expect(databaseFile(files(name, byteCount), OPTIONS)).toBe(file);
});

test("a database in a file keeps its tables from one connection to the next and is closed with its file", async () => {
  await withFiles({}, async (directory) => {
    const options = {
      file: `${directory}/telemetry.duckdb`,
      memoryLimitBytes: 100_000_000,
      threadCount: 1,
      spillDirectory: `${directory}/spill`,
      allowedDirectories: [directory],
    };
    const database = await openDatabase(options);
    await database.run("create", UNLIMITED, (connection) =>
      connection.run("CREATE TABLE t AS SELECT 7 AS a"),
    );
    await database.close();
    const again = await openDatabase(options);
    const rows = await again.run("read", UNLIMITED, async (connection) =>
      (await connection.run("SELECT a FROM t")).getRowObjects(),
    );
    expect(rows).toEqual([{ a: 7 }]);
    await again.close();
  });
});
