import type { Runner } from "./measurement.ts";

/** Engines by name, loaded only in the process that runs them. */
export const RUNNERS: Readonly<Record<string, () => Promise<Runner>>> = {
  "gatehouse ingest": async () => (await import("./engines/gatehouse-ingest.ts")).gatehouseIngest,
  "gatehouse scan": async () => (await import("./engines/gatehouse-scan.ts")).gatehouseScan,
  "duckdb ingest": async () => (await import("./engines/plain-ingest.ts")).plainIngest,
  "duckdb scan": async () => (await import("./engines/plain-scan.ts")).plainScan,
  "duckdb read": async () => (await import("./engines/bare-read.ts")).bareRead,
  "gatehouse ready": async () => (await import("./simulate/gatehouse-ready.ts")).gatehouseReady,
  "gatehouse written": async () => (await import("./simulate/gatehouse-written.ts")).gatehouseWritten,
  "duckdb tables": async () => (await import("./simulate/plain-tables.ts")).plainTables,
  "duckdb files": async () => (await import("./simulate/plain-tables.ts")).plainFiles,
};
