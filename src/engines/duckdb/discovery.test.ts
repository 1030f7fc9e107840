import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  coverageOf,
  EVENT,
  eventIds,
  eventLines,
  eventRow,
  ids,
  openFolder,
  RUN,
  rowsOf,
  withFiles,
  withFolder,
} from "../../../test/duckdb/telemetry-folder.ts";
import { SOURCES } from "../../sources/registry.gen.ts";
import { openMemoryEngine } from "./open-memory-engine.ts";

const CSV = "event_id,event_time,place\ne0,2026-01-01T00:00:00.000Z,0\ne1,2026-01-01T00:00:01.000Z,1\n";
const ARRAY = JSON.stringify([eventRow(0), eventRow(1)]);
const PRETTY = JSON.stringify(eventRow(0), null, 2);
const DELIVERED = `{"eventId":"e0","timestamp":${Date.UTC(2026, 0, 1)}}\n`;

describe("exported tables are found by name", () => {
  test.each([
    ["access.event.ndjson", eventLines(2)],
    ["system.access.event.jsonl", eventLines(2)],
    ["deep/down/ACCESS.Event.json", eventLines(2)],
    ["access.event.json.gz", gzipSync(eventLines(2))],
    ["access.event/part-0.json", eventLines(2)],
    ["x/system.access.event/a/b/part-0.ndjson.gz", gzipSync(eventLines(2))],
    ["access.event.csv", CSV],
    ["access.event/part-0.csv.gz", gzipSync(CSV)],
    ["access.event.json", ARRAY],
    ["access.event.pretty.json/access.event.json", `${PRETTY}\n${JSON.stringify(eventRow(1), null, 2)}`],
    ["access.event.ndjson", gzipSync(eventLines(2))],
    ["access.event.ndjson.gz", eventLines(2)],
    ["access.event/we[i]rd *name?'s.ndjson", eventLines(2)],
  ])("%s", async (name, content) => {
    await withFolder({ [name]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(2));
      expect(await coverageOf(folder)).toMatchObject({ fileCount: 1, skipped: [], notAssessed: null });
    });
  });

  test("the folder itself may be the table's", async () => {
    await withFiles({ "access.event/part-0.json": eventLines(2) }, async (directory) => {
      const folder = await openFolder(join(directory, "access.event"));
      expect(await eventIds(folder)).toEqual(ids(2));
      await folder.engine.close();
    });
  });

  test("files of several forms are one table", async () => {
    const files = {
      "access.event/0.ndjson": eventLines(2),
      "access.event/1.ndjson.gz": gzipSync(eventLines(2, 2)),
      "access.event/2.json": JSON.stringify([eventRow(4)]),
      "access.event/3.csv": "event_time,event_id\n2026-01-01T00:00:05Z,e5\n",
      "logs/auditlogs_1.json": DELIVERED.replace("e0", "e6").replace(/\d{13}/, String(Date.UTC(2026, 0, 2))),
    };
    await withFolder(files, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(7));
      expect((await coverageOf(folder)).fileCount).toBe(5);
    });
  });

  test("columns that the path states are read from it", async () => {
    const files = {
      "access.event/event_date=2026-01-02/part.ndjson": eventLines(1),
      "access.event/event_date=__HIVE_DEFAULT_PARTITION__/part.ndjson": eventLines(1, 1),
      "access.event/event_date=2026%2D01%2D03/part.json": JSON.stringify([eventRow(2)]),
    };
    await withFolder(files, async (folder) => {
      await eventIds(folder);
      const rows = await rowsOf(folder.engine, "SELECT event_date FROM event ORDER BY event_id");
      expect(rows.map((row) => row["event_date"])).toEqual(["2026-01-02", null, "2026-01-03"]);
    });
  });
});

describe("delivered logs are found by their keys", () => {
  test.each([
    ["workspaceId=1/date=2026-01-01/auditlogs_x.json", DELIVERED],
    ["auditlogs.json.gz", gzipSync(DELIVERED)],
    ["array.json", `[${DELIVERED}]`],
    ["insights-logs-x/y=2026/m=01/PT1H.json", `{"records":[${DELIVERED.trim()}],"more":[{"eventId":"no"}]}`],
    ["wrapped.json", `{ "records" : [ { "node": {"id":"e0","at":"2026-01-01T00:00:00Z"} } ] }`],
    ["wrapped.ndjson", `{"records":[{"node":{"id":"e0","at":"2026-01-01T00:00:00Z"}}]}\n{"records":[]}\n`],
    ["node.json", `{"node":{"id":"e0","at":"2026-01-01T00:00:00Z"}}\n`],
    ["pretty.json", JSON.stringify(JSON.parse(DELIVERED), null, 2)],
  ])("%s", async (name, content) => {
    await withFolder({ [name]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0"]);
      expect(folder.notes.skipped).toEqual([]);
    });
  });

  test("the forms of the audit source are read", async () => {
    const record = {
      version: "2.0",
      auditLevel: "WORKSPACE_LEVEL",
      timestamp: 1_767_225_600_000,
      orgId: "12",
      shardName: "a",
      accountId: "acc",
      sourceIPAddress: "10.0.0.1",
      userIdentity: { email: "a@example.com", subjectName: null },
      serviceName: "jobs",
      actionName: "runNow",
      requestId: "r1",
      requestParams: { job_id: 5, nested: { a: [1] }, flag: true },
      response: { statusCode: 200, errorMessage: null, result: '{"run_id":7}' },
      MAX_LOG_MESSAGE_LENGTH: 16384,
    };
    const azure = {
      time: "2026-01-01T00:00:01Z",
      category: "jobs",
      operationName: "Microsoft.Databricks/jobs/runNow",
      resourceId: "/SUBSCRIPTIONS/X",
      identity: '{"email":"b@example.com","subjectName":null}',
      properties: {
        serviceName: "jobs",
        actionName: "runNow",
        requestId: "r2",
        requestParams: '{"job_id":6}',
        response: '{"statusCode":403}',
        logId: "0e0e0e0e-0000-4000-8000-000000000001",
      },
    };
    const files = {
      "workspaceId=12/date=2026-01-01/auditlogs_1.json": `${JSON.stringify(record)}\n`,
      "insights-logs-jobs/y=2026/m=01/PT1H.json": JSON.stringify({ records: [azure] }),
    };
    await withFolder(
      files,
      async ({ engine }) => {
        const audit = engine.dialect.rawTable("system.access.audit").chunks[0];
        const rows = await rowsOf(
          engine,
          `SELECT request_id, event_time, user_identity.email AS email, response.status_code AS status,
            request_params['job_id'] AS job_id, request_params['nested'] AS nested, request_params['flag'] AS flag
          FROM ${audit} ORDER BY request_id`,
        );
        expect(rows).toEqual([
          {
            request_id: "r1",
            event_time: "2026-01-01T00:00:00.000Z",
            email: "a@example.com",
            status: 200,
            job_id: "5",
            nested: '{"a":[1]}',
            flag: "true",
          },
          {
            request_id: "r2",
            event_time: "2026-01-01T00:00:01.000Z",
            email: "b@example.com",
            status: 403,
            job_id: "6",
            nested: null,
            flag: null,
          },
        ]);
      },
      { tables: SOURCES },
    );
  });
});

describe("what is no telemetry of a known table is told", () => {
  test("files of no known form are skipped with the reason", async () => {
    const files = {
      "access.event.ndjson": eventLines(1),
      "other.json": '{"a":1}\n',
      "words.json": "just words\n",
      "part-0.parquet": "PAR1",
      "some.csv": "a,b\n1,2\n",
      "compute.clusters.ndjson": '{"cluster_id":"c"}\n',
      "compute.pools/part-0.parquet": "x",
      "README.md": "read me",
      _SUCCESS: "",
      ".hidden/access.event.ndjson": eventLines(1),
      "_metadata/00.json": '{"a":1}\n',
    };
    await withFolder(files, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0"]);
      expect(folder.notes.skipped.map(({ file }) => file)).toEqual([
        "other.json",
        "part-0.parquet",
        "some.csv",
        "words.json",
      ]);
      for (const { reason } of folder.notes.skipped) expect(reason).toMatch(/^no known form/);
      expect(folder.notes.otherTables).toEqual(["compute.clusters", "compute.pools"]);
      expect([...folder.notes.ignored].sort()).toEqual([".hidden", "README.md", "_SUCCESS", "_metadata"]);
    });
  });

  test("symbolic links are not followed: out of the folder they are told, inside they double nothing", async () => {
    await withFiles({ "access.event.ndjson": eventLines(1), "x/y.txt": "" }, async (directory) => {
      await mkdir(`${directory}-outside`);
      await writeFile(join(`${directory}-outside`, "access.event.ndjson"), eventLines(1, 1));
      await symlink(`${directory}-outside`, join(directory, "out"));
      await symlink(directory, join(directory, "x", "loop"));
      await symlink(join(directory, "access.event.ndjson"), join(directory, "lakeflow.run.ndjson"));
      await symlink(join(directory, "nothing"), join(directory, "dead.json"));
      const folder = await openFolder(directory);
      expect(await eventIds(folder)).toEqual(["e0"]);
      expect(folder.notes.skipped).toEqual([
        { file: "dead.json", reason: "symbolic link cannot be followed: it does not exist", rowCount: null },
        { file: "out", reason: "symbolic link out of the folder, not followed", rowCount: null },
      ]);
      expect(folder.notes.ignored).toEqual(expect.arrayContaining(["x/loop", "lakeflow.run.ndjson"]));
      await folder.engine.close();
    });
  });

  test("a table without a file is an empty table of its shape and not assessed", async () => {
    await withFolder({ "access.event.ndjson": eventLines(1) }, async (folder) => {
      const table = folder.engine.dialect.rawTable(RUN.table).chunks[0];
      expect(await rowsOf(folder.engine, `SELECT run_id, event_time FROM ${table}`)).toEqual([]);
      expect(await coverageOf(folder, RUN)).toMatchObject({
        fileCount: 0,
        byteCount: 0,
        absentColumns: ["run_id", "event_time"],
        notAssessed: { kind: "missing" },
      });
    });
  });

  test.each([
    ["access.event.ndjson", ""],
    ["access.event.ndjson", "\n \r\n"],
    ["access.event.ndjson.gz", gzipSync("")],
    ["access.event.json", "[]"],
    ["access.event.csv", "event_id,event_time\n"],
    ["access.event.csv", ""],
  ])("%s without a row is empty, not missing", async (name, content) => {
    await withFolder({ [name]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual([]);
      expect(await coverageOf(folder)).toMatchObject({ fileCount: 1, notAssessed: { kind: "empty" } });
    });
  });

  test("an empty folder, a folder that is none, and no folder are errors with a code", async () => {
    await withFiles({ "a.txt": "" }, async (directory) => {
      await expect(openFolder(directory)).rejects.toMatchObject({ code: "SOURCE_NOTHING_FOUND" });
      await expect(openFolder(join(directory, "a.txt"))).rejects.toMatchObject({
        code: "SOURCE_FOLDER_UNREADABLE",
        message: expect.stringContaining("it is not a folder"),
      });
      await expect(openFolder(join(directory, "none"))).rejects.toMatchObject({
        code: "SOURCE_FOLDER_UNREADABLE",
        message: expect.stringContaining("it does not exist"),
      });
    });
  });

  test("a canceled opening is an error with a code", async () => {
    await withFiles({ "access.event.ndjson": eventLines(1) }, async (directory) => {
      await expect(openFolder(directory, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: "ENGINE_FAILED",
        message: expect.stringContaining("canceled"),
      });
    });
  });
});

test("a thousand files are one table", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1_000 }, (_item, index) => [
      `access.event/${index % 10}/${index}.ndjson`,
      eventLines(1, index),
    ]),
  );
  await withFolder(files, async (folder) => {
    expect(await eventIds(folder)).toHaveLength(1_000);
    expect((await coverageOf(folder)).fileCount).toBe(1_000);
  });
});

test("progress counts every file", async () => {
  const seen: string[] = [];
  const files = { "access.event/0.ndjson": eventLines(1), "access.event/1.json": ARRAY };
  await withFolder(files, async () => {}, {
    onProgress: ({ phase, table, fileCount, filesDone }) =>
      seen.push(`${phase} ${table ?? "-"} ${filesDone}/${fileCount}`),
  });
  expect(seen).toEqual(["inspect - 0/2", "inspect - 2/2", `convert ${EVENT.table} 0/1`]);
});

test("nothing is left behind after closing", async () => {
  await withFiles({ "access.event.ndjson": eventLines(1) }, async (directory) => {
    const folder = await openFolder(directory);
    await eventIds(folder);
    expect(await readdir(`${directory}-work`)).toHaveLength(1);
    await folder.engine.close();
    expect(await readdir(`${directory}-work`)).toEqual([]);
  });
});

test("SQL reaches no file outside the folder and cannot change the settings", async () => {
  // A file that exists and that this user may read: only the engine's own walls can refuse it.
  const outside = fileURLToPath(import.meta.url);
  await withFolder({ "access.event.ndjson": eventLines(1) }, async ({ engine }) => {
    for (const [text, kind] of [
      [`SELECT * FROM read_text('${outside}')`, "permission error"],
      [`COPY (SELECT 1) TO '${join(tmpdir(), "gatehouse-escape.csv")}'`, "permission error"],
      ["SET threads = 1", "invalid input error"],
      ["INSTALL httpfs", "permission error"],
    ] as const)
      await expect(rowsOf(engine, text)).rejects.toMatchObject({
        code: "ENGINE_FAILED",
        message: expect.stringContaining(kind),
      });
  });
  const memory = await openMemoryEngine();
  await expect(rowsOf(memory, `SELECT * FROM read_text('${outside}')`)).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    message: expect.stringContaining("permission error"),
  });
  await memory.close();
});
