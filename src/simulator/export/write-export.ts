import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { EpochMs } from "../../domain/units.ts";
import type { Simulation } from "../simulation.ts";
import type { DetachedRows } from "../telemetry/telemetry.ts";
import { type AuditDelivery, auditDelivery } from "./audit-delivery.ts";
import { type ExportFolder, openExportFolder } from "./export-folder.ts";
import { writeSnapshots } from "./write-snapshots.ts";

/** Says that the folder holds no real row; also how an export knows that it may replace the folder. */
const NOTE_FILE = "SIMULATED.txt";
const NOTE = "This folder holds telemetry of a simulated account. No row is real.\n";
const TRUTH_FILE = "truth.ndjson";

/**
 * Rows of telemetry kept in memory at most, in all tables, before they are written: some 250 MB. Each portion gives one
 * file a table.
 */
const KEPT_ROW_COUNT_MAX = 1_000_000;

const AUDIT_TABLE = "system.access.audit";
const PROFILES_TABLE = "gatehouse.profile.table_profiles";

/** What was written. */
export interface WrittenExport {
  readonly fileCount: number;
  readonly byteCount: number;
  /** Rows by table (`access.audit`). */
  readonly rowCounts: Readonly<Record<string, number>>;
}

interface ExportOptions {
  readonly simulation: Simulation;
  readonly directory: string;
  /** Whether a folder that an earlier export wrote is replaced; any other that is not empty is left alone. */
  readonly isReplaced: boolean;
  readonly until: EpochMs;
  readonly deliveredWorkspaceId: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneDayCount: number, dayCount: number) => void;
}

/**
 * Lets a simulation go on until `until` and writes what an administrator would export then, as `gatehouse scan` reads it:
 * `<schema>.<table>/part-<n>.parquet` for each system table with the rows that are visible by then, in order of time;
 * the privileges and tags of information_schema as the metastore admin sees them; the profiles of watched tables; and
 * `truth.ndjson`, which no guard may read. The audit log of `deliveredWorkspaceId` goes out in the form in which AWS and
 * Google Cloud deliver it.
 *
 * The same simulation gives the same bytes. Memory does not grow with time: telemetry is written whenever a million rows
 * are there, while life goes on, and forgotten.
 * @throws SIMULATION_FOLDER_IN_USE when the folder is not empty (or not ours, when it is to be replaced);
 * CLI_OUTPUT_FAILED when it cannot be made or read; what `signal` was aborted with.
 */
export async function writeExport(options: ExportOptions): Promise<WrittenExport> {
  const { simulation, directory } = options;
  await prepare(directory, options.isReplaced);
  const connection = await simulation.database.connect();
  try {
    const folder = openExportFolder(connection, directory);
    // First, so that what an interrupted export leaves can be replaced.
    await folder.writeText(NOTE_FILE, NOTE);
    await writeTelemetry(options, folder);
    await simulation.rows.profile();
    const profiles = `SELECT * FROM ${simulation.rows.profilesTable} ORDER BY table_full_name, version, column_name NULLS FIRST`;
    await folder.writeTable(PROFILES_TABLE, profiles);
    await writeSnapshots(simulation, folder);
    const truth = simulation.truth().map((record) => `${JSON.stringify(record)}\n`);
    await folder.writeText(TRUTH_FILE, truth.join(""));
    return folder.written();
  } finally {
    connection.closeSync();
  }
}

/** Lets time pass and writes telemetry portion by portion: one is written while the next is lived. */
async function writeTelemetry(options: ExportOptions, folder: ExportFolder): Promise<void> {
  const { simulation, until, deliveredWorkspaceId, signal, onProgress } = options;
  const delivery = deliveredWorkspaceId === null ? null : auditDelivery(deliveredWorkspaceId);
  let writing: Promise<void> = Promise.resolve();
  const writePortion = async (): Promise<void> => {
    await writing;
    // What is logged from here on belongs to the next portion.
    writing = simulation.telemetry.detach(until).then((rows) => writeDetached(rows, { folder, delivery }));
    // A failure is met where the portion is waited for.
    writing.catch(() => undefined);
  };
  try {
    await simulation.advanceTo(until, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      async onDay() {
        if (simulation.telemetry.keptRowCount() >= KEPT_ROW_COUNT_MAX) await writePortion();
      },
    });
    await writePortion();
    await writing;
  } finally {
    // The caller closes the connection next; its failure, if any, was met above.
    await writing.catch(() => undefined);
  }
}

async function writeDetached(
  detached: DetachedRows,
  { folder, delivery }: { readonly folder: ExportFolder; readonly delivery: AuditDelivery | null },
): Promise<void> {
  for (const { table, query } of detached.queries) {
    if (table !== AUDIT_TABLE || delivery === null) {
      await folder.writeTable(table, query);
      continue;
    }
    await folder.writeTable(table, delivery.exported(query));
    for (const date of await folder.values(delivery.datesQuery(query)))
      await folder.writeJson(delivery.file(date, folder.partOf(table)), {
        table,
        query: delivery.delivered(query, date),
      });
  }
  await detached.drop();
}

async function prepare(directory: string, isReplaced: boolean): Promise<void> {
  const entries = await made(directory);
  if (entries.length === 0) return;
  if (!isReplaced || !entries.includes(NOTE_FILE)) {
    const reason = isReplaced ? "was not written by a simulation" : "is not empty";
    throw new GatehouseError("SIMULATION_FOLDER_IN_USE", {
      message: `the folder \`${directory}\` ${reason}`,
    });
  }
  for (const entry of entries) await rm(join(directory, entry), { recursive: true });
}

/** Makes the folder where it is missing; its entries. */
async function made(directory: string): Promise<readonly string[]> {
  try {
    await mkdir(directory, { recursive: true });
    return await readdir(directory);
  } catch (cause) {
    throw new GatehouseError("CLI_OUTPUT_FAILED", {
      message: `the folder \`${directory}\` cannot be made or read`,
      cause,
    });
  }
}
