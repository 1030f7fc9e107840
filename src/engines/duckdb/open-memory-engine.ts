import type { Engine } from "../../ports/engine.ts";
import { openDatabase, UNLIMITED } from "./database.ts";
import { duckdbEngine } from "./duckdb-engine.ts";
import { readingOnce } from "./reading.ts";

export interface MemoryEngine extends Engine {
  /** Runs statements of the caller: create and fill the tables that its queries read. @throws ENGINE_FAILED */
  execute(sqlText: string): Promise<void>;
}

const MEMORY_LIMIT_BYTES = 1_000_000_000;

/** An engine without files: tables are those that the caller creates; raw tables go into the schema `raw`. */
export async function openMemoryEngine(): Promise<MemoryEngine> {
  const database = await openDatabase({
    file: null,
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
    threadCount: 1,
    spillDirectory: null,
    allowedDirectories: [],
  });
  const execute = (sqlText: string) =>
    database.run("execute", UNLIMITED, async (connection) => {
      await connection.run(sqlText);
    });
  await execute("CREATE SCHEMA raw");
  return { ...duckdbEngine(database, readingOnce), execute };
}
