import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rawSql, sql } from "../../sql/sql.ts";
import { firstRow, mapRows, numberAt, textAt } from "./answer-value.ts";
import { createDuckdbSession, type DuckdbSession } from "./duckdb-session.ts";
import { migrateSchema } from "./migrate-schema.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

let instance: DuckDBInstance;
let session: DuckdbSession;

beforeEach(async () => {
  instance = await DuckDBInstance.create(":memory:");
  session = createDuckdbSession(await instance.connect());
});
afterEach(async () => {
  await session.close();
  instance.closeSync();
});

function nextStep(...texts: readonly string[]): Migration {
  return { version: MIGRATIONS.length + 1, name: "next step", statements: texts.map(rawSql) };
}

async function tableNames(): Promise<readonly string[]> {
  const tables = await session.read(
    "list",
    sql`SELECT table_name FROM information_schema.tables ORDER BY table_name`,
  );
  return mapRows(tables, (chunk, row) => textAt(chunk, 0, row));
}

async function count(query: ReturnType<typeof rawSql>): Promise<number | null> {
  return firstRow(await session.read("count", query), (chunk, row) => numberAt(chunk, 0, row));
}

it("an older store is brought up to date and keeps its rows; a store that is up to date is left alone", async () => {
  await migrateSchema(session);
  await session.change("fill", sql`INSERT INTO document VALUES ('finding', 'f1', 'null')`);
  const steps = [...MIGRATIONS, nextStep("ALTER TABLE document ADD COLUMN note VARCHAR")];
  await migrateSchema(session, steps);
  await migrateSchema(session, steps);
  expect(await count(sql`SELECT CAST(count(*) AS INTEGER) FROM document WHERE note IS NULL`)).toBe(1);
  expect(await count(sql`SELECT CAST(count(*) AS INTEGER) FROM gatehouse_migration`)).toBe(steps.length);
});

it("steps are numbered from 1 without gaps", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

it("a step that fails leaves nothing of any step", async () => {
  const broken = [
    ...MIGRATIONS,
    nextStep("CREATE TABLE extra (n INTEGER)", "INSERT INTO nowhere VALUES (1)"),
  ];
  await expect(migrateSchema(session, broken)).rejects.toMatchObject({ code: "STORE_FAILED" });
  await session.change("roll back", sql`ROLLBACK`);
  expect(await tableNames()).toEqual([]);
});

it("a database of something else is refused and not touched", async () => {
  await session.change("make", sql`CREATE TABLE customers (id INTEGER)`);
  await expect(migrateSchema(session)).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
  expect(await tableNames()).toEqual(["customers"]);
});

it("a store of a newer Gatehouse, and one with unknown steps, are refused", async () => {
  await migrateSchema(session, [...MIGRATIONS, nextStep("CREATE TABLE extra (n INTEGER)")]);
  await expect(migrateSchema(session)).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
  const other = [...MIGRATIONS, { ...nextStep("CREATE TABLE extra (n INTEGER)"), name: "another step" }];
  await expect(migrateSchema(session, other)).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
});
