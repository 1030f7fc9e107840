import { afterEach, describe, expect, it } from "vitest";
import { SKETCH_ACCURACY_RATIO, sketchBucketOf } from "../../domain/sketch-bucket.ts";
import { DAY_MS, epochMs, HOUR_MS } from "../../domain/units.ts";
import { tableProfilesSource } from "../../sources/table-profiles.ts";
import { emptyAccount } from "../account/empty-account.ts";
import { openSimulatorDatabase, type SimulatorDatabase } from "../simulator-database.ts";
import type { TablePlan } from "../world/world.ts";
import { openTableRows } from "./open-table-rows.ts";

const START = Date.UTC(2026, 0, 5);
type Row = Readonly<Record<string, unknown>>;

const COLUMNS: TablePlan["columns"] = [
  { name: "id", type: "bigint", nullRatio: 0, draw: "id" },
  { name: "amount", type: "double", nullRatio: 0.1, draw: "log_normal", mu: 3, sigma: 1 },
  { name: "balance", type: "decimal(12,2)", nullRatio: 0, draw: "normal", mean: 0, deviation: 5 },
  { name: "visits", type: "int", nullRatio: 0, draw: "count", mean: 4 },
  {
    name: "channel",
    type: "string",
    nullRatio: 0.05,
    draw: "category",
    values: ["web", "store", "it's"],
    weights: [6, 3, 1],
  },
  { name: "mail", type: "string", nullRatio: 0, draw: "person", form: "email" },
  { name: "seen_at", type: "timestamp", nullRatio: 0, draw: "moment" },
  { name: "is_new", type: "boolean", nullRatio: 0, draw: "flag", chance: 0.3 },
];

const PLAN: TablePlan = {
  table: "main.sales.orders",
  columns: COLUMNS,
  rowCount: 60,
  mode: "append",
  keptVersionCount: 4,
  weeklyAmplitude: 0.3,
  dailyAmplitude: 0.2,
  growthPerDay: 0.01,
};

const opened: SimulatorDatabase[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

async function open(plan: TablePlan = PLAN, seed = 7) {
  const database = await openSimulatorDatabase({ memoryLimitMb: 500, threadCount: 1 });
  opened.push(database);
  const account = emptyAccount({
    accountId: "a-1",
    metastoreId: "m-1",
    metastoreName: "main",
    region: "eu-central-1",
    createdAt: epochMs(START),
  });
  const rows = await openTableRows({ database, plans: [plan], account, seed });
  const write = (
    version: number,
    more: {
      readonly mode?: "append" | "overwrite" | "delete";
      readonly rowCount?: number;
      readonly actor?: string;
    } = {},
  ) =>
    rows.write({
      kind: "write_version",
      table: plan.table,
      rowCount: more.rowCount ?? null,
      mode: more.mode ?? plan.mode,
      jobRunId: null,
      at: epochMs(START + version * DAY_MS + 3 * HOUR_MS),
      actor: more.actor ?? "job@example.com",
      workspaceId: "1001",
      address: "10.0.0.1",
      userAgent: "Spark",
      tokenId: null,
    });
  const live = () => database.rows(`SELECT * FROM ${rows.relation(plan.table)} AS t ORDER BY ALL`);
  const profiles = (where = "true") =>
    database.rows(
      `SELECT * FROM ${rows.profilesTable} WHERE ${where} ORDER BY version, column_name NULLS FIRST`,
    );
  return { database, account, rows, write, live, profiles };
}

/** The profile of rows by hand, by column. */
function recount(rows: readonly Row[]) {
  return Object.fromEntries(
    COLUMNS.map(({ name, type, draw }) => {
      const filled = rows.map((row) => row[name]).filter((value) => value !== null);
      const isNumeric = ["bigint", "double", "int"].includes(type) || type.startsWith("decimal");
      const counts = new Map<string, number>();
      for (const value of filled) {
        const item = isNumeric ? String(sketchBucketOf(Number(value), SKETCH_ACCURACY_RATIO)) : String(value);
        counts.set(item, (counts.get(item) ?? 0) + 1);
      }
      const isRare = ([, count]: readonly [string, number]) =>
        !isNumeric && (count < 10 || count < 0.005 * filled.length);
      const told = [...counts].filter((entry) => !isRare(entry));
      const otherCount = [...counts].filter(isRare).reduce((sum, [, count]) => sum + count, 0);
      const items = Object.fromEntries(otherCount > 0 ? [...told, ["\u0000other", otherCount]] : told);
      const mean = filled.reduce((sum: number, value) => sum + Number(value), 0) / filled.length;
      return [
        name,
        {
          rowCount: rows.length,
          nullCount: rows.length - filled.length,
          distinctCount: new Set(filled.map(String)).size,
          mean: isNumeric && filled.length > 0 ? Number(mean.toPrecision(9)) : null,
          items,
          draw,
        },
      ];
    }),
  );
}

function told(profiles: readonly Row[]) {
  const columns = profiles.filter((row) => row["column_name"] !== null);
  return Object.fromEntries(
    columns.map((row) => {
      const map: readonly { readonly key: unknown; readonly value: unknown }[] = JSON.parse(
        JSON.stringify(row["sketch"] ?? row["frequent_items"]),
      );
      const name = String(row["column_name"]);
      return [
        name,
        {
          rowCount: Number(row["row_count"]),
          nullCount: Number(row["null_count"]),
          distinctCount: Number(row["distinct_count"]),
          mean: row["mean"] === null ? null : Number(Number(row["mean"]).toPrecision(9)),
          items: Object.fromEntries(map.map(({ key, value }) => [String(key), Number(value)])),
          draw: COLUMNS.find((column) => column.name === name)?.draw,
        },
      ];
    }),
  );
}

/** Loads, a mass deletion, a foreign overwrite, and a load again. */
const ADDED = [
  { mode: "append" },
  { mode: "append" },
  { mode: "delete", rowCount: 70 },
  { mode: "append" },
  { mode: "overwrite", rowCount: 90, actor: "eve@example.com" },
  { mode: "append" },
] as const;
const OVERWRITTEN = [{ mode: "overwrite" }, { mode: "overwrite", rowCount: 45 }, { mode: "delete" }] as const;

describe.each([
  ["a table that loads add to", { ...PLAN, keptVersionCount: 2 }, ADDED],
  ["a table that loads overwrite", { ...PLAN, mode: "overwrite" } satisfies TablePlan, OVERWRITTEN],
] as const)("profiles of %s", (_title, plan, history) => {
  it("equal a recount of the rows of each version, whether versions are flushed one by one or at once", async () => {
    const single = await open(plan);
    const recounts = [];
    for (const [index, step] of history.entries()) {
      single.write(index, step);
      await single.rows.profile();
      recounts.push(recount(await single.live()));
    }
    const atOnce = await open(plan);
    history.forEach((step, index) => {
      atOnce.write(index, step);
    });
    await atOnce.rows.profile();
    for (const [index, expected] of recounts.entries())
      expect(told(await atOnce.profiles(`version = ${index + 1}`))).toEqual(expected);
    expect(await atOnce.profiles()).toEqual(await single.profiles());
    expect(await atOnce.live()).toEqual(await single.live());
    expect(atOnce.rows.rowCount(plan.table)).toBe((await atOnce.live()).length);
  });
});

describe("rows", () => {
  it("have the shape of the source of profiles", async () => {
    const { database, rows } = await open();
    const described = await database.rows(`DESCRIBE ${rows.profilesTable}`);
    expect(described.map((row) => row["column_name"])).toEqual(Object.keys(tableProfilesSource.columns));
  });

  it("follow from the seed", async () => {
    const valuesOf = async (seed: number) => {
      const { write, rows, live } = await open(PLAN, seed);
      write(0);
      await rows.profile();
      return await live();
    };
    expect(await valuesOf(7)).toEqual(await valuesOf(7));
    expect(await valuesOf(8)).not.toEqual(await valuesOf(7));
  });

  it("of loads older than those that are kept are gone", async () => {
    const { write, rows, database } = await open();
    for (let version = 0; version < 9; version++) write(version);
    await rows.profile();
    const found = await database.rows(
      `SELECT DISTINCT CAST(seen_at AS DATE)::VARCHAR AS day FROM ${rows.relation(PLAN.table)} AS t ORDER BY day`,
    );
    expect(found.map((row) => row["day"])).toEqual(["2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13"]);
  });

  it("are as the plan says: shares, quantiles and NULLs", async () => {
    const { write, rows, database } = await open({ ...PLAN, mode: "overwrite" });
    write(0, { rowCount: 20_000 });
    await rows.profile();
    const [row] = await database.rows(
      `SELECT median(ln(amount)) AS mu, avg((amount IS NULL)::INT) AS missing, avg(balance)::DOUBLE AS mean, stddev(balance)::DOUBLE AS deviation, avg(visits) AS visits,
        avg((channel = 'web')::INT) AS web, avg(is_new::INT) AS flagged, count(DISTINCT id) AS ids, max(id) AS last FROM ${rows.relation(PLAN.table)} AS t`,
    );
    expect(Number(row?.["mu"])).toBeCloseTo(3, 1);
    expect(Number(row?.["missing"])).toBeCloseTo(0.1, 1.5);
    expect(Math.abs(Number(row?.["mean"]))).toBeLessThan(0.15);
    expect(Number(row?.["deviation"])).toBeCloseTo(5, 0.7);
    expect(Number(row?.["visits"])).toBeCloseTo(4, 0.7);
    expect(Number(row?.["web"])).toBeCloseTo(0.6, 1.5);
    expect(Number(row?.["flagged"])).toBeCloseTo(0.3, 1.5);
    expect(row).toMatchObject({ ids: "20000", last: "20000" });
  });
});

describe("disturbances", () => {
  const during = { from: epochMs(START), until: epochMs(START + DAY_MS) };

  it("multiply the rows of a load and write it twice", async () => {
    const { account, write, live, rows } = await open();
    account.disturbances.add({ kind: "table_rows", table: PLAN.table, ratio: 2, ratioPerDay: 0, ...during });
    account.disturbances.add({ kind: "double_load", table: PLAN.table, ...during });
    write(0, { rowCount: 50 });
    await rows.profile();
    const found = await live();
    expect(found).toHaveLength(200);
    expect(new Set(found.map((row) => JSON.stringify(row))).size).toBe(100);
  });

  it("change the values of a column while they last, and no other column", async () => {
    const plain = await open();
    const disturbed = await open();
    const change = { kind: "column_values", table: PLAN.table, ...during } as const;
    disturbed.account.disturbances.add({
      ...change,
      column: "amount",
      ratio: 3,
      nullRatio: 0,
      category: null,
    });
    disturbed.account.disturbances.add({
      ...change,
      column: "channel",
      ratio: 20,
      nullRatio: 0,
      category: "it's",
    });
    disturbed.account.disturbances.add({
      ...change,
      column: "mail",
      ratio: 1,
      nullRatio: 0.5,
      category: null,
    });
    for (const each of [plain, disturbed]) {
      each.write(0, { rowCount: 400 });
      each.write(1, { rowCount: 10 });
      await each.rows.profile();
    }
    const [before, after] = [await plain.live(), await disturbed.live()];
    const first = (found: readonly Row[]) => found.slice(0, 400);
    const share = (found: readonly Row[], test: (row: Row) => boolean) =>
      found.filter(test).length / found.length;
    expect(after.slice(400)).toEqual(before.slice(400));
    expect(after.map((row) => row["balance"])).toEqual(before.map((row) => row["balance"]));
    first(after).forEach((row, index) => {
      if (row["amount"] !== null)
        expect(Number(row["amount"]) / Number(before[index]?.["amount"])).toBeCloseTo(3, 0.5);
    });
    expect(share(first(before), (row) => row["channel"] === "it's")).toBeLessThan(0.2);
    expect(share(first(after), (row) => row["channel"] === "it's")).toBeGreaterThan(0.55);
    expect(share(first(after), (row) => row["mail"] === null)).toBeGreaterThan(0.4);
  });
});

describe("statements", () => {
  const commit = { at: START + 2 * DAY_MS, writer: "ada@example.com" };

  it("insert, delete and update rows, each as a version with its profile", async () => {
    const { write, rows, live, profiles } = await open();
    write(0);
    const names = COLUMNS.map(({ name }) => name).join(", ");
    const added = await rows.insert(
      PLAN.table,
      `SELECT ${names} FROM ${rows.relation(PLAN.table)} AS t WHERE id <= 25`,
      commit.at,
      commit.writer,
    );
    expect(added).toBe(25);
    expect(told(await profiles("version = 2"))).toEqual(recount(await live()));
    const gone = await rows.remove(PLAN.table, "id <= 5", commit.at, commit.writer);
    expect(gone).toBe(10);
    const changed = await rows.update(PLAN.table, { channel: "'phone'", amount: "7" }, "is_new", commit);
    expect(changed).toBe((await live()).filter((row) => row["is_new"] === true).length);
    expect(told(await profiles("version = 4"))).toEqual(recount(await live()));
    expect(await profiles("version = 4 AND column_name IS NULL")).toMatchObject([
      { writer: "ada@example.com", row_count: String(rows.rowCount(PLAN.table)), column_count: "8" },
    ]);
    write(3);
    await rows.profile();
    expect(told(await profiles("version = 5"))).toEqual(recount(await live()));
  });

  it("create a table from a query and drop it", async () => {
    const { database, rows } = await open();
    const columns = [
      { name: "n", type: "int", isNullable: true, comment: null, tags: new Map(), mask: null },
    ];
    expect(await rows.create("main.sandbox.copy", columns, "SELECT 3 UNION ALL SELECT 4")).toBe(2);
    expect(await rows.create("main.sandbox.empty", columns, null)).toBe(0);
    expect(await database.rows(`SELECT sum(n) AS n FROM ${rows.relation("main.sandbox.copy")} AS t`)).toEqual(
      [{ n: "7" }],
    );
    await rows.drop("main.sandbox.copy");
    expect(rows.relation("main.sandbox.copy")).toBeNull();
    await expect(rows.remove("main.sandbox.copy", "true", commit.at, commit.writer)).rejects.toMatchObject({
      code: "BUG",
    });
  });
});
