import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { epochMs, HOUR_MS, MINUTE_MS } from "../../domain/units.ts";
import { SOURCES } from "../../sources/registry.gen.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { emptyAccount } from "../account/empty-account.ts";
import { openSimulatorDatabase, type SimulatorDatabase } from "../simulator-database.ts";
import { openTelemetry } from "./open-telemetry.ts";
import type { AuditLogRow, QueryLogRow, UsageRow } from "./telemetry-log.ts";

const START = Date.UTC(2026, 0, 5, 8);
const LATER = epochMs(START + 60 * 24 * HOUR_MS);
const AUDIT = "system.access.audit";
const QUERY = "system.query.history";
const USAGE = "system.billing.usage";

const opened: SimulatorDatabase[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

async function open(seed = 7) {
  const database = await openSimulatorDatabase({ memoryLimitMb: 500, threadCount: 1 });
  opened.push(database);
  const account = emptyAccount({
    accountId: "a-1",
    metastoreId: "m-1",
    metastoreName: "main",
    region: "eu-central-1",
    createdAt: epochMs(START),
  });
  const prices = [
    { sku: "SQL", usdPerDbu: 0.5, from: epochMs(START) },
    { sku: "SQL", usdPerDbu: 0.75, from: epochMs(START + HOUR_MS) },
  ];
  const telemetry = await openTelemetry({ database, account, seed, prices });
  const rows = (table: string, at: number, columns = "*") =>
    database.rows(`SELECT ${columns} FROM ${telemetry.relation(table, epochMs(at))} AS visible`);
  return { database, account, telemetry, rows };
}

const auditRow = (more: Partial<AuditLogRow> = {}): AuditLogRow => ({
  at: START,
  workspaceId: "1001",
  actor: "ada@example.com",
  address: "203.0.113.7",
  userAgent: "Mozilla/5.0",
  service: "unityCatalog",
  action: "getTable",
  params: { full_name_arg: "main.sales.orders" },
  ownParams: null,
  status: 200,
  error: null,
  result: null,
  runAs: null,
  ...more,
});

const queryRow = (index: number): QueryLogRow => ({
  at: START + index,
  endAt: START + index + 3_000,
  workspaceId: "1001",
  statementId: `s-${index}`,
  executedBy: "ada@example.com",
  executedAs: "ada@example.com",
  status: "FINISHED",
  text: `SELECT ${index}`,
  statementType: "SELECT",
  error: null,
  warehouseId: "w-1",
  application: "Databricks SQL Editor",
  job: null,
  dashboardId: null,
  queueMs: 10,
  compilationMs: 40,
  executionMs: 900,
  rowsRead: 100,
  bytesRead: 70_000_000,
  rowsProduced: 5,
  rowsWritten: 0,
  bytesWritten: 0,
  spilledBytes: 0,
  isFromCache: false,
});

const usageRow = (index: number): UsageRow => ({
  startAt: START + index * HOUR_MS,
  endAt: START + (index + 1) * HOUR_MS,
  workspaceId: "1001",
  sku: "SQL",
  product: "SQL",
  quantityDbu: 2 + index / 8,
  jobId: null,
  jobRunId: null,
  warehouseId: "w-1",
  clusterId: null,
  runAs: "ada@example.com",
  tags: {},
});

describe("system tables", () => {
  it("have the columns and types of the sources, in order, empty or not", async () => {
    const { database, telemetry } = await open();
    const known = new Map(SOURCES.map((source) => [source.table, source.columns]));
    for (const table of telemetry.tables) {
      const described = await database.rows(
        `DESCRIBE SELECT * FROM ${telemetry.relation(table, LATER)} AS t`,
      );
      const expected = Object.entries(known.get(table) ?? {}).map(([name, type]) => ({
        column_name: name,
        column_type: duckdbType(parseSparkType(type)).replaceAll(", ", ","),
      }));
      const found = described.map((row) => ({
        column_name: row["column_name"],
        column_type: String(row["column_type"]).replaceAll(", ", ","),
      }));
      expect(found.map(plainType)).toEqual(expected.map(plainType));
      expect(found.length).toBeGreaterThan(0);
    }
    expect(telemetry.relation("system.access.unknown", LATER)).toBeNull();
  });

  it("hold what was logged, on the level of the account under the metastore", async () => {
    const { telemetry, rows } = await open();
    telemetry.log.audit(
      auditRow({ workspaceId: "0", ownParams: { commandId: "c-1" }, runAs: "job@example.com" }),
    );
    await telemetry.flush();
    expect(await rows(AUDIT, LATER)).toMatchObject([
      {
        account_id: "a-1",
        workspace_id: "0",
        event_time: "2026-01-05 08:00:00",
        event_date: "2026-01-05",
        user_identity: { email: "ada@example.com", subject_name: null },
        audit_level: "ACCOUNT_LEVEL",
        request_params: [
          { key: "metastore_id", value: "m-1" },
          { key: "full_name_arg", value: "main.sales.orders" },
          { key: "commandId", value: "c-1" },
        ],
        response: { status_code: 200, error_message: null, result: null },
        identity_metadata: { run_by: "ada@example.com", run_as: "job@example.com" },
      },
    ]);
  });

  it("keep any text of parameters as it was", async () => {
    const { telemetry, rows } = await open();
    const params = fc.dictionary(
      fc.string({ unit: "binary-ascii" }).filter((text) => text !== "" && !text.includes("\u0000")),
      fc.string().filter((text) => !text.includes("\u0000")),
      { minKeys: 1, maxKeys: 4 },
    );
    const logged = fc.sample(fc.tuple(params, fc.option(params)), { numRuns: 60, seed: 3 });
    logged.forEach(([shared, own], index) => {
      telemetry.log.audit(auditRow({ at: START + index, service: "jobs", params: shared, ownParams: own }));
    });
    await telemetry.flush();
    const found = await rows(
      AUDIT,
      LATER,
      "DISTINCT ON (event_id) epoch_ms(event_time) AS at, request_params",
    );
    const byTime = new Map(found.map((row) => [Number(row["at"]) - START, entriesOf(row["request_params"])]));
    const complete = logged.filter(([shared, own], index) => {
      const expected = Object.entries({ ...shared, ...own }).sort(byKey);
      return JSON.stringify(byTime.get(index)) === JSON.stringify(expected);
    });
    // One in a thousand rows lacks a key by design.
    expect(complete.length).toBeGreaterThanOrEqual(logged.length - 1);
  });

  it("give a price until the next one of its SKU starts", async () => {
    const { telemetry, rows } = await open();
    await telemetry.flush();
    expect(
      await rows(
        "system.billing.list_prices",
        LATER,
        'price_start_time, price_end_time, pricing.effective_list."default" AS usd',
      ),
    ).toEqual([
      {
        price_start_time: "2026-01-05 08:00:00",
        price_end_time: "2026-01-05 09:00:00",
        usd: "0.500000000000000000",
      },
      { price_start_time: "2026-01-05 09:00:00", price_end_time: null, usd: "0.750000000000000000" },
    ]);
  });
});

describe("rows come late", () => {
  it("no row is visible before the least latency, all are after the longest, and none goes away", async () => {
    const { telemetry, rows } = await open();
    for (let index = 0; index < 2_000; index++) telemetry.log.audit(auditRow());
    await telemetry.flush();
    const countAt = async (afterMs: number) =>
      Number((await rows(AUDIT, START + afterMs, "count(DISTINCT event_id) AS n"))[0]?.["n"]);
    const counts = [];
    for (const minutes of [3, 6, 15, 60, 20 * 60]) counts.push(await countAt(minutes * MINUTE_MS));
    expect(counts[0]).toBe(0);
    expect(counts).toEqual([...counts].sort((left, right) => left - right));
    // The typical row comes within a quarter of an hour, some hours later.
    expect(counts[2]).toBeGreaterThan(1_000);
    expect(counts[3]).toBeLessThan(counts[4] ?? 0);
    expect(counts[4]).toBe(telemetry.rowCount(AUDIT) - duplicateCount(await rows(AUDIT, LATER, "event_id")));
  });

  it("what happens in an outage of delivery is visible at its end", async () => {
    const { account, telemetry, rows } = await open();
    const until = START + 10 * HOUR_MS;
    account.disturbances.add({
      kind: "delivery_outage",
      table: AUDIT,
      from: epochMs(START),
      until: epochMs(until),
    });
    telemetry.log.audit(auditRow());
    telemetry.log.query(queryRow(1));
    await telemetry.flush();
    expect(await rows(AUDIT, until - 1)).toHaveLength(0);
    expect((await rows(AUDIT, until)).length).toBeGreaterThan(0);
    expect(await rows(QUERY, until - 1)).toHaveLength(1);
  });
});

describe("flaws", () => {
  it("a row delivered twice has one event id, and as many ids are there as rows were logged", async () => {
    const { telemetry, rows } = await open();
    for (let index = 0; index < 4_000; index++) telemetry.log.audit(auditRow({ at: START + index }));
    await telemetry.flush();
    const found = await rows(AUDIT, LATER, "event_id, source_ip_address, user_identity.email AS actor");
    const own = found.filter((row) => row["actor"] === "ada@example.com");
    expect(new Set(own.map((row) => row["event_id"])).size).toBe(4_000);
    const share = (own.length - 4_000) / 4_000;
    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThan(0.008);
    const portShare =
      own.filter((row) => /:\d{5}$/.test(String(row["source_ip_address"]))).length / own.length;
    expect(portShare).toBeGreaterThan(0.01);
    expect(portShare).toBeLessThan(0.03);
  });

  it("a statement written again keeps its id and has a newer update time; some texts are hidden", async () => {
    const { telemetry, rows } = await open();
    for (let index = 0; index < 3_000; index++) telemetry.log.query(queryRow(index));
    await telemetry.flush();
    const found = await rows(
      QUERY,
      LATER,
      "statement_id, epoch_ms(update_time) AS updated, statement_text, total_duration_ms",
    );
    const updated = new Map<unknown, number[]>();
    for (const row of found)
      updated.set(row["statement_id"], [...(updated.get(row["statement_id"]) ?? []), Number(row["updated"])]);
    const twice = [...updated.values()].filter((times) => times.length > 1);
    expect(updated.size).toBe(3_000);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.every(([first, second]) => first !== second)).toBe(true);
    const hidden =
      found.filter((row) => /^<redacted>$/i.test(String(row["statement_text"]))).length / found.length;
    expect(hidden).toBeGreaterThan(0.03);
    expect(hidden).toBeLessThan(0.07);
    expect(new Set(found.map((row) => row["total_duration_ms"]))).toEqual(new Set(["3000"]));
  });

  it("corrections of usage add up: a retraction takes away what was billed, a restatement stands for it", async () => {
    const { account, telemetry, rows } = await open();
    const until = START + 200 * HOUR_MS;
    account.disturbances.add({
      kind: "restated_usage",
      ratio: 3,
      from: epochMs(START + 10 * HOUR_MS),
      until: epochMs(until),
    });
    for (let index = 0; index < 20; index++) telemetry.log.usage(usageRow(index));
    await telemetry.flush();
    const columns =
      "DISTINCT ON (record_id, record_type) epoch_ms(usage_start_time) AS start, record_type, usage_quantity::DOUBLE AS dbu";
    const sumOf = (found: readonly Readonly<Record<string, unknown>>[], index: number) =>
      found
        .filter((row) => Number(row["start"]) === START + index * HOUR_MS)
        .reduce((sum, row) => sum + Number(row["dbu"]), 0);
    const before = await rows(USAGE, until - 1, columns);
    const after = await rows(USAGE, until + 12 * HOUR_MS, columns);
    for (let index = 10; index < 20; index++) {
      expect(sumOf(before, index)).toBeCloseTo(2 + index / 8, 8);
      expect(sumOf(after, index)).toBeCloseTo(3 * (2 + index / 8), 8);
    }
    expect(
      after.filter((row) => row["record_type"] === "RETRACTION").every((row) => Number(row["dbu"]) < 0),
    ).toBe(true);
  });
});

describe("determinism", () => {
  const answer = async (seed: number, flushEvery: number) => {
    const { telemetry, rows } = await open(seed);
    for (let index = 0; index < 120; index++) {
      telemetry.log.audit(auditRow({ at: START + index, actor: `p${index % 7}@example.com` }));
      telemetry.log.query(queryRow(index));
      if (index % flushEvery === 0) await telemetry.flush();
    }
    await telemetry.flush();
    return JSON.stringify([await rows(AUDIT, LATER), await rows(QUERY, LATER)]);
  };

  it("the same seed gives the same rows in whatever portions they are flushed, another seed others", async () => {
    const whole = await answer(7, 1_000);
    expect(await answer(7, 60)).toBe(whole);
    expect(await answer(8, 1_000)).not.toBe(whole);
  });

  it("what was put aside can be forgotten while more is written", async () => {
    const { telemetry } = await open();
    for (let portion = 0; portion < 25; portion++) {
      telemetry.log.query(queryRow(portion));
      const detached = await telemetry.detach(LATER);
      for (let index = 0; index < 30; index++) {
        telemetry.log.query(queryRow(index));
        telemetry.log.audit(auditRow({ actor: `p${portion}-${index}@example.com` }));
      }
      await Promise.all([detached.drop(), telemetry.flush()]);
    }
    expect(telemetry.rowCount(QUERY)).toBeGreaterThanOrEqual(25 * 31);
  });

  it("detached rows come once, in order of time, while more is logged, and are forgotten", async () => {
    const { database, telemetry, rows } = await open();
    const seen: string[] = [];
    for (const [from, until] of [
      [0, 100],
      [100, 150],
    ] as const) {
      for (let index = from; index < until; index++) telemetry.log.query(queryRow(index));
      const detached = await telemetry.detach(LATER);
      telemetry.log.audit(auditRow());
      await telemetry.flush();
      expect(await rows(QUERY, LATER)).toEqual([]);
      const { query } = detached.queries.find(({ table }) => table === QUERY) ?? {};
      for (const row of await database.rows(`SELECT statement_id FROM (${query})`))
        seen.push(String(row["statement_id"]));
      await detached.drop();
    }
    expect([...new Set(seen)]).toEqual(Array.from({ length: 150 }, (_, index) => `s-${index}`));
    expect(telemetry.rowCount(QUERY)).toBe(seen.length);
    expect(telemetry.keptRowCount()).toBe(telemetry.rowCount(AUDIT) - 1);
  });
});

/** A column with its type without quotes, which DESCRIBE sets only where a name needs them. */
function plainType({
  column_name,
  column_type,
}: {
  readonly column_name: unknown;
  readonly column_type: string;
}) {
  return [column_name, column_type.replaceAll('"', "")];
}

function duplicateCount(found: readonly Readonly<Record<string, unknown>>[]): number {
  return found.length - new Set(found.map((row) => row["event_id"])).size;
}

function entriesOf(map: unknown): readonly (readonly [string, string])[] {
  const entries: readonly { readonly key: string; readonly value: string }[] = JSON.parse(
    JSON.stringify(map),
  );
  return entries.map(({ key, value }): readonly [string, string] => [key, value]).sort(byKey);
}

function byKey(left: readonly [string, string], right: readonly [string, string]): number {
  return left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0;
}
