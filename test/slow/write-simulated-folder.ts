import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { DAY_MS, epochMs } from "../../src/domain/units.ts";
import { type WrittenExport, writeExport } from "../../src/simulator/export/write-export.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import type { Preset } from "../../src/simulator/world/world.ts";

/**
 * `parquet`: as the simulator exports. `mixed`: flat tables as CSV, nested ones as gzip NDJSON, the audit table in two
 * files, and the audit log of one workspace as it is delivered to a bucket, one day plain and the others gzipped.
 */
type FolderForm = "parquet" | "mixed";

/** Audit and query rows that thirty principals with little to do leave in a day. */
const ROWS_PER_DAY = 1_500;
const SEED = 7;
const AUDIT_TABLE = "access.audit";

/** Some quiet days of a small account, as a folder that `scan` reads; the same days are always the same. */
export async function writeSimulatedFolder(
  directory: string,
  { form, dayCount }: { readonly form: FolderForm; readonly dayCount: number },
): Promise<WrittenExport> {
  const preset: Preset = { id: "small", principalCount: 30, dayCount, rowCount: dayCount * ROWS_PER_DAY };
  const simulation = await openSimulation({
    preset,
    seed: SEED,
    startAt: HISTORY_START,
    memoryLimitMb: 512,
    threadCount: 2,
    placeStories: () => [],
  });
  try {
    const written = await writeExport({
      simulation,
      directory,
      isReplaced: false,
      until: epochMs(HISTORY_START + dayCount * DAY_MS),
      deliveredWorkspaceId: form === "mixed" ? simulation.world.workspaceIds.analytics : null,
    });
    if (form === "mixed") await mix(directory, Object.keys(written.rowCounts));
    return written;
  } finally {
    simulation.close();
  }
}

async function mix(directory: string, tables: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    for (const table of tables) await rewriteTable(connection, directory, table);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await gzipDeliveredDays(join(directory, "delivered"));
}

/** One table of Parquet files as CSV or NDJSON. */
async function rewriteTable(connection: DuckDBConnection, directory: string, table: string): Promise<void> {
  const exported = join(directory, `${table}.exported`);
  await rename(join(directory, table), exported);
  const rows = `SELECT *, row_number() OVER () % 2 AS part FROM read_parquet('${exported}/*.parquet')`;
  const described = await connection.runAndReadAll(`DESCRIBE ${rows}`);
  const isFlat = described.getRowsJS().every(([, type]) => !/STRUCT|MAP|\[\]/.test(String(type)));
  const copy = (path: string, condition: string, format: string) =>
    connection.run(
      `COPY (SELECT * EXCLUDE part FROM (${rows}) WHERE ${condition}) TO '${join(directory, path)}' (${format})`,
    );
  if (isFlat) await copy(`${table}.csv`, "true", "FORMAT csv, HEADER");
  else if (table === AUDIT_TABLE) {
    await mkdir(join(directory, table));
    for (const part of [0, 1])
      await copy(`${table}/part-0000${part}.json.gz`, `part = ${part}`, "FORMAT json, COMPRESSION gzip");
  } else await copy(`${table}.json.gz`, "true", "FORMAT json, COMPRESSION gzip");
  await rm(exported, { recursive: true });
}

/** `workspaceId=…/date=…/auditlogs_….json`: all days but the first. */
async function gzipDeliveredDays(delivered: string): Promise<void> {
  const entries = await readdir(delivered, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort().slice(1)) {
    await writeFile(`${file}.gz`, gzipSync(await readFile(file)));
    await rm(file);
  }
}
