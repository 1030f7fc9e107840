import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { RunOptions } from "../measurement.ts";
import { built } from "./built.ts";

/** DuckDB as a script would use it: the same limits, the same files under the name of the raw table. */
export interface PlainDatabase {
  readonly connection: DuckDBConnection;
  /** Number of rows of an answer, every value of it taken from the database. */
  countRows(sql: string): Promise<number>;
  close(): void;
}

/** Types of the columns as DuckDB spells them, for JSON, which has none. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  user_identity: "STRUCT(email VARCHAR, subject_name VARCHAR)",
  request_params: "MAP(VARCHAR, VARCHAR)",
  response: "STRUCT(status_code INTEGER, error_message VARCHAR, result VARCHAR)",
  identity_metadata:
    "STRUCT(run_by VARCHAR, run_as VARCHAR, acting_resource VARCHAR, run_by_display_name VARCHAR, run_as_display_name VARCHAR)",
  event_time: "TIMESTAMP",
  event_date: "DATE",
};

export async function openPlainDatabase(options: RunOptions): Promise<PlainDatabase> {
  const spillFolder = mkdtempSync(join(tmpdir(), "gatehouse-bench-spill-"));
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${options.memoryLimitMb}MiB`,
    threads: String(options.threadCount),
    temp_directory: spillFolder,
    preserve_insertion_order: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("CREATE SCHEMA raw");
  await connection.run(
    `CREATE VIEW raw."system.access.audit" AS SELECT * FROM ${await readExpression(options)}`,
  );
  return {
    connection,
    async countRows(sql) {
      const result = await connection.stream(sql);
      let rowCount = 0;
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      )
        rowCount += chunk.rowCount;
      return rowCount;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(spillFolder, { recursive: true, force: true });
    },
  };
}

async function readExpression({ folder, format }: RunOptions): Promise<string> {
  const files = `'${join(folder, "access.audit").replaceAll("'", "''")}/*'`;
  if (format === "parquet") return `read_parquet(${files})`;
  const { auditSource } = await built<typeof import("../../src/sources/audit.ts")>("sources/audit.ts");
  const columns = Object.keys(auditSource.columns).map(
    (name) => `${name}: '${JSON_TYPES[name] ?? "VARCHAR"}'`,
  );
  return `read_json(${files}, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
}
