import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditSource } from "../src/sources/audit.ts";
import { AUDIT_KINDS } from "./audit-kinds.ts";
import { generateAudit } from "./generate-audit.ts";

const EVENT_COUNT = 4_000;

describe("generateAudit", () => {
  let dataFolder = "";
  let columns: readonly string[] = [];
  let facts: readonly unknown[] = [];
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), "gatehouse-bench-test-"));
    const { folder } = await generateAudit({ eventCount: EVENT_COUNT, format: "parquet", dataFolder });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const files = `read_parquet('${folder}/access.audit/*.parquet')`;
    columns = (await connection.run(`SELECT * FROM ${files} LIMIT 0`)).columnNames();
    const answer = await connection.run(
      `SELECT count(*), count(DISTINCT event_id), count(DISTINCT user_identity.email) > 500,
        min(event_time) >= TIMESTAMP '2026-03-17', max(event_time) < TIMESTAMP '2026-03-18',
        count(*) FILTER (WHERE hour(event_time) BETWEEN 9 AND 15) > 0.5 * count(*) FROM ${files}`,
    );
    facts = (await answer.getRows())[0] ?? [];
    connection.closeSync();
    instance.closeSync();
  });
  afterAll(async () => {
    await rm(dataFolder, { recursive: true });
  });

  it("has exactly the columns of the system table", () => {
    expect([...columns].sort()).toEqual(Object.keys(auditSource.columns).sort());
  });

  it("repeats one event in a hundred, is skewed by hour, and stays within its days", () => {
    expect(facts.slice(0, 2).map(Number)).toEqual([EVENT_COUNT * 1.01, EVENT_COUNT]);
    expect(facts.slice(2)).toEqual([true, true, true, true]);
  });

  it("writes gzip lines of JSON that hold the same kind of row", async () => {
    const { folder } = await generateAudit({ eventCount: EVENT_COUNT, format: "ndjson", dataFolder });
    const files = await readdir(join(folder, "access.audit"));
    expect(files).toHaveLength(8);
    const text = gunzipSync(await readFile(join(folder, "access.audit", files[0] ?? ""))).toString();
    expect(JSON.parse(text.slice(0, text.indexOf("\n")))).toMatchObject({
      event_time: expect.stringMatching(/^2026-03-17T\d\d:\d\d:\d\d\.\d{3}Z$/),
      user_identity: { email: expect.any(String) },
      request_params: expect.any(Object),
    });
  });

  it("keeps what it made", async () => {
    const again = await generateAudit({ eventCount: EVENT_COUNT, format: "parquet", dataFolder });
    expect(await readdir(dataFolder)).toContain(again.folder.split("/").at(-1));
  });

  it("shares all events among the kinds", () => {
    expect(AUDIT_KINDS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
