import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * The one DuckDB of a simulated account, in memory: real rows (`tables/`), telemetry (`telemetry/`) and what statements
 * need beside them. Text given here is ours, or came out of the rewriter of `databricks-sql/`.
 */
export interface SimulatorDatabase {
  readonly connection: DuckDBConnection;
  /** Another connection to the same data, for what runs at the same time. The caller closes it. */
  connect(): Promise<DuckDBConnection>;
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
  });
  const connection = await connectUtc(instance);
  return {
    connection,
    connect: () => connectUtc(instance),
    async run(text) {
      await connection.run(text);
    },
    async rows(text) {
      const reader = await connection.runAndReadAll(text);
      return reader.getRowObjectsJson();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function connectUtc(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}
