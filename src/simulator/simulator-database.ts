import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openTurns } from "./turns.ts";

/**
 * The one DuckDB of a simulated account, in memory: real rows (`tables/`), telemetry (`telemetry/`) and what statements
 * need beside them. Text given here is ours, or came out of the rewriter of `databricks-sql/`.
 */
export interface SimulatorDatabase {
  /** For appenders and counts of changed rows; nothing else may run on it meanwhile, see `apart`. */
  readonly connection: DuckDBConnection;
  /** Another connection to the same data, for what runs at the same time. The caller closes it. */
  connect(): Promise<DuckDBConnection>;
  /** The same data over a connection of its own: for a part that works while others do. Closed with this one. */
  apart(): Promise<SimulatorDatabase>;
  /** One after another with `rows`: a connection runs one statement at a time. */
  run(text: string): Promise<void>;
  /** Rows as plain values: BIGINT as number where safe, timestamps as ISO text, structs and maps as objects. */
  rows(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): void;
}

export async function openSimulatorDatabase(options: {
  readonly memoryLimitMb: number;
  readonly threadCount: number;
}): Promise<SimulatorDatabase> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${options.memoryLimitMb}MB`,
    threads: String(options.threadCount),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // What does not fit into memory would else go into the folder that the program was started in.
    temp_directory: join(tmpdir(), `gatehouse-${randomUUID()}`),
  });
  const connections: DuckDBConnection[] = [];
  const connect = async (): Promise<SimulatorDatabase> => {
    const connection = await connectUtc(instance);
    connections.push(connection);
    const inTurn = openTurns();
    return {
      connection,
      connect: () => connectUtc(instance),
      apart: connect,
      run: (text) =>
        inTurn(async () => {
          await connection.run(text);
        }),
      rows: (text) =>
        inTurn(async () => {
          const reader = await connection.runAndReadAll(text);
          return reader.getRowObjectsJson();
        }),
      close() {
        for (const each of connections) each.closeSync();
        instance.closeSync();
      },
    };
  };
  return connect();
}

async function connectUtc(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}
