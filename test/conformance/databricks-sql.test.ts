import { readFileSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance, type Json } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderScope } from "../../src/simulator/databricks-sql/databricks-sql.ts";
import { FUNCTION_GROUPS } from "../../src/simulator/databricks-sql/functions/builtin-functions.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import { KNOWN_QUERIES } from "./databricks-queries.ts";
import { OTHER_VALUES } from "./databricks-values-rest.ts";
import { TEXT_AND_NUMBER_VALUES } from "./databricks-values-text-numbers.ts";
import { emulatorSqlTable } from "./emulator-sql-table.ts";

const SCOPE: RenderScope = {
  table: (parts) => {
    throw new Error(`no table ${parts.join(".")}`);
  },
  call: (parts) => {
    throw new Error(`no function ${parts.join(".")}`);
  },
  session: {
    user: "ana@example.com",
    catalog: "main",
    schema: "sales",
    // 2026-11-22T13:45:30.250Z, a Sunday.
    nowMs: 1_795_355_130_250,
    isAccountGroupMember: (group) => group === "hr",
    isMember: (group) => group === "local",
  },
};

const SESSION_VALUES: readonly (readonly [string, string, unknown])[] = [
  ["current_user()", "string", "ana@example.com"],
  ["session_user()", "string", "ana@example.com"],
  ["user()", "string", "ana@example.com"],
  ["current_catalog()", "string", "main"],
  ["current_schema()", "string", "sales"],
  ["current_database()", "string", "sales"],
  ["current_timestamp()", "timestamp", "2026-11-22 13:45:30.25"],
  ["current_timestamp", "timestamp", "2026-11-22 13:45:30.25"],
  ["now()", "timestamp", "2026-11-22 13:45:30.25"],
  ["localtimestamp()", "timestamp_ntz", "2026-11-22 13:45:30.25"],
  ["current_date()", "date", "2026-11-22"],
  ["curdate()", "date", "2026-11-22"],
  ["current_timezone()", "string", "UTC"],
  ["unix_timestamp()", "bigint", 1_795_355_130],
  ["is_account_group_member('hr')", "boolean", true],
  ["is_account_group_member('finance')", "boolean", false],
  ["is_member('local')", "boolean", true],
];

const VALUES = [...TEXT_AND_NUMBER_VALUES, ...OTHER_VALUES, ...SESSION_VALUES];

const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: "string",
  INTEGER: "int",
  BIGINT: "bigint",
  SMALLINT: "smallint",
  DOUBLE: "double",
  BOOLEAN: "boolean",
  DATE: "date",
  TIMESTAMP_NS: "timestamp_ntz",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
};

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function run(
  text: string,
): Promise<{ readonly types: readonly string[]; readonly rows: readonly unknown[] }> {
  const parsed = databricksSql.parse(text, []);
  if (parsed.kind !== "query") throw new Error(JSON.stringify(parsed));
  const rendered = databricksSql.renderQuery(parsed.query, SCOPE);
  if ("refusal" in rendered) throw new Error(JSON.stringify(rendered));
  const answer = await connection.runAndReadAll(rendered.text);
  const types = answer.columnTypes().map((type) => TYPES[String(type)] ?? String(type).toLowerCase());
  const rows = answer.getRowsJson().map((row) => row.map(plain));
  return { types, rows };
}

/** Moments without the offset of UTC; whole numbers as numbers; other numbers to 14 digits. */
function plain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "number") return Number(value.toPrecision(14));
  if (typeof value !== "string") return value;
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  return /^\d{4}-\d\d-\d\d \d\d:/.test(value) ? value.replace(/\+00$/, "") : value;
}

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value === "number") return Number(value.toPrecision(14));
  return typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** Types are compared where they are plain: precision of decimals follows DuckDB. */
function isPlainType(type: string): boolean {
  return !/^(?:decimal|array|map|struct|void)/.test(type);
}

describe("Databricks SQL on DuckDB", () => {
  it.each(VALUES)("%s is %s %j", async (text, type, value) => {
    const answer = await run(`SELECT ${text}`);
    expect(answer.rows).toEqual([[expected(value)]]);
    if (isPlainType(type) && value !== null) expect(answer.types).toEqual([type]);
  });

  it.each(KNOWN_QUERIES)("%s", async (text, types, rows) => {
    const answer = await run(text);
    expect(answer.rows).toEqual(rows.map((row) => row.map(expected)));
    const compared = types.map((type, index) => (isPlainType(type) ? answer.types[index] : type));
    expect(compared).toEqual(types);
  });

  it("every function of the list has a known value, under each of its names", () => {
    const texts = [...VALUES.map(([text]) => text), ...KNOWN_QUERIES.map(([text]) => text)]
      .join("\n")
      .toLowerCase();
    const called = new Set([...texts.matchAll(/\b([a-z_0-9]+)\s*\(/g)].map((match) => match[1]));
    const names = Object.values(FUNCTION_GROUPS).flatMap((group) => group.flatMap(({ names: each }) => each));
    expect(names.filter((name) => !called.has(name))).toEqual([]);
  });

  it("docs/emulator-sql.md lists exactly the functions that there are", () => {
    const page = readFileSync(new URL("../../docs/emulator-sql.md", import.meta.url), "utf8");
    expect(page).toContain(emulatorSqlTable());
  });
});
