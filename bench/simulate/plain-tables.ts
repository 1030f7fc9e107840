import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { SparkType } from "../../src/sql/spark-type.ts";
import { built } from "../engines/built.ts";
import type { Runner, RunOptions } from "../measurement.ts";

/**
 * The physical limit: DuckDB making as many rows of the same system tables, with all their columns, out of nothing but a
 * range of numbers, into memory.
 */
export const plainTables: Runner = (options) =>
  withTables(options, ({ table, query }) => `CREATE TABLE "${table}" AS ${query}`);

/** The same rows into Parquet files, compressed as an export is. */
export const plainFiles: Runner = (options) =>
  withTables(options, ({ table, query }) => {
    mkdirSync(options.folder, { recursive: true });
    const path = join(options.folder, `${table}.parquet`).replaceAll("'", "''");
    return `COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`;
  });

async function withTables(
  { account, memoryLimitMb, threadCount }: RunOptions,
  statement: (made: { readonly table: string; readonly query: string }) => string,
): Promise<Readonly<Record<string, number>>> {
  const { SOURCES } =
    await built<typeof import("../../src/sources/registry.gen.ts")>("sources/registry.gen.ts");
  const { parseSparkType } = await built<typeof import("../../src/sql/spark-type.ts")>("sql/spark-type.ts");
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${memoryLimitMb}MB`,
    threads: String(threadCount),
  });
  const connection = await instance.connect();
  const rowCounts = account?.rowCounts ?? {};
  for (const { table, columns } of SOURCES) {
    const rowCount = rowCounts[table];
    if (rowCount === undefined) continue;
    const list = Object.entries(columns).map(
      ([name, type]) => `${drawnValue(parseSparkType(type))} AS "${name}"`,
    );
    await connection.run(
      statement({ table, query: `SELECT ${list.join(", ")} FROM range(${rowCount}) AS r(n)` }),
    );
  }
  connection.closeSync();
  instance.closeSync();
  return rowCounts;
}

/** 2026-03-02T00:00:00Z in milliseconds; rows are 17 ms apart. */
const START_MS = 1_772_409_600_000;
/** Texts and numbers repeat as they do in logs. */
const DIFFERENT_COUNT = 1_000;

function drawnValue(type: SparkType): string {
  switch (type.kind) {
    case "struct":
      return `struct_pack(${type.fields.map((field) => `"${field.name}" := ${drawnValue(field.type)}`).join(", ")})`;
    case "map":
      return `MAP {'key': ${drawnValue(type.value)}}`;
    case "array":
      return `[${drawnValue(type.element)}]`;
    case "string":
      return `concat('word ', n % ${DIFFERENT_COUNT})`;
    case "timestamp":
      return `make_timestamp_ms(${START_MS} + 17 * n)`;
    case "date":
      return `CAST(make_timestamp_ms(${START_MS} + 17 * n) AS DATE)`;
    case "boolean":
      return "n % 2 = 0";
    case "double":
    case "float":
      return "n / 7";
    default:
      return `CAST(n % ${DIFFERENT_COUNT} AS INTEGER)`;
  }
}
