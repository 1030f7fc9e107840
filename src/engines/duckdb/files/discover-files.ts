import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { GatehouseError } from "../../../domain/gatehouse-error.ts";
import type { SkippedInput } from "../../../ports/telemetry.ts";
import { fileProblem } from "../../define-file-problem.ts";
import { DELTA_LOG, readDeltaLog } from "./delta-log.ts";

export interface FoundFile {
  /** Absolute path without symbolic links. */
  readonly path: string;
  /** Path below the folder, parts separated by `/`; what people are shown. */
  readonly name: string;
  readonly byteCount: number;
}

export interface Discovery {
  /** The folder, absolute and without symbolic links. */
  readonly directory: string;
  /** In order of their names. */
  readonly files: readonly FoundFile[];
  /** Folders that cannot be listed, Delta tables that cannot be read as files, links that lead out. */
  readonly skipped: readonly SkippedInput[];
  /** Names of what is no telemetry by convention: hidden, starting with `_`, or of an older version of a Delta table. */
  readonly ignored: readonly string[];
}

/** A tree with more files is no folder of telemetry; the listing itself would take gigabytes. */
const FILE_COUNT_MAX = 1_000_000;
/** Deepest nesting of folders; Azure's delivery has 10. */
const DEPTH_MAX = 64;

interface Folder {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
}

interface Walk {
  readonly root: string;
  files: FoundFile[];
  /** Names of folders that hold a Delta table. */
  readonly deltaTables: string[];
  readonly skipped: SkippedInput[];
  readonly ignored: string[];
}

/**
 * Lists the regular files below a folder. Symbolic links are not followed: one that stays inside leads to a file that is
 * found at its own place, one that leads out is reported.
 * @throws SOURCE_FOLDER_UNREADABLE when the folder itself cannot be listed or holds too much.
 */
export async function discoverFiles(directory: string, signal: AbortSignal): Promise<Discovery> {
  const root = await rootOf(directory);
  const walk: Walk = { root, files: [], deltaTables: [], skipped: [], ignored: [] };
  const waiting: Folder[] = [{ path: root, name: "", depth: 0 }];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(walk, folder)) {
      const inner = await addEntry(walk, folder, entry);
      if (inner !== null) waiting.push(inner);
    }
    if (walk.files.length > FILE_COUNT_MAX)
      throw new GatehouseError("SOURCE_FOLDER_UNREADABLE", {
        message: `folder \`${directory}\` holds more than ${FILE_COUNT_MAX} files`,
      });
  }
  for (const name of walk.deltaTables) await keepCurrent(walk, name);
  return {
    directory: root,
    files: walk.files.sort(byName),
    skipped: walk.skipped,
    ignored: walk.ignored.sort(),
  };
}

/** Of the files of a Delta table, keeps those of its current version. */
async function keepCurrent(walk: Walk, table: string): Promise<void> {
  const prefix = table === "" ? "" : `${table}/`;
  const delta = await readDeltaLog(join(walk.root, table));
  if (delta.kind === "unreadable")
    walk.skipped.push({ file: table === "" ? "." : table, reason: delta.reason, rowCount: null });
  const kept: FoundFile[] = [];
  for (const file of walk.files) {
    const isData = file.name.startsWith(prefix) && file.name.endsWith(".parquet");
    if (!isData) kept.push(file);
    else if (delta.kind === "current") {
      if (delta.names.has(file.name.slice(prefix.length))) kept.push(file);
      else walk.ignored.push(file.name);
    }
  }
  walk.files = kept;
}

function byName(left: FoundFile, right: FoundFile): number {
  return left.name < right.name ? -1 : 1;
}

/** What really went on, beside simulated telemetry: for whoever judges a scan, never for the scan. */
const TRUTH_FILE = "truth.ndjson";

/** Spark and Hadoop write bookkeeping under such names (`_SUCCESS`, `_delta_log`, `.part.crc`). */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name.startsWith("_") || name === TRUTH_FILE;
}

async function rootOf(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    await readdir(root);
    return root;
  } catch (error) {
    throw new GatehouseError("SOURCE_FOLDER_UNREADABLE", {
      message: `folder \`${basename(directory) === "" ? sep : directory}\` cannot be read: ${fileProblem(error)}`,
      cause: error,
    });
  }
}

async function entriesOf(walk: Walk, folder: Folder): Promise<readonly Dirent[]> {
  if (folder.depth > DEPTH_MAX) {
    walk.skipped.push({
      file: folder.name,
      reason: `folder nested deeper than ${DEPTH_MAX}`,
      rowCount: null,
    });
    return [];
  }
  try {
    return await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    walk.skipped.push({
      file: folder.name,
      reason: `folder cannot be read: ${fileProblem(error)}`,
      rowCount: null,
    });
    return [];
  }
}

/** Notes one entry of a folder; the folder to list next when it is one. */
async function addEntry(walk: Walk, folder: Folder, entry: Dirent): Promise<Folder | null> {
  const path = join(folder.path, entry.name);
  const name = folder.name === "" ? entry.name : `${folder.name}/${entry.name}`;
  if (entry.name === DELTA_LOG) walk.deltaTables.push(folder.name);
  if (isHidden(entry.name)) walk.ignored.push(name);
  else if (entry.isDirectory()) return { path, name, depth: folder.depth + 1 };
  else if (entry.isSymbolicLink()) await addLink(walk, path, name);
  else if (entry.isFile()) await addFile(walk, path, name);
  else walk.ignored.push(name);
  return null;
}

async function addFile(walk: Walk, path: string, name: string): Promise<void> {
  try {
    const { size } = await lstat(path);
    walk.files.push({ path, name, byteCount: size });
  } catch (error) {
    walk.skipped.push({ file: name, reason: `cannot be read: ${fileProblem(error)}`, rowCount: null });
  }
}

async function addLink(walk: Walk, path: string, name: string): Promise<void> {
  try {
    const target = await realpath(path);
    if (target === walk.root || target.startsWith(walk.root + sep)) walk.ignored.push(name);
    else
      walk.skipped.push({
        file: name,
        reason: "symbolic link out of the folder, not followed",
        rowCount: null,
      });
  } catch (error) {
    walk.skipped.push({
      file: name,
      reason: `symbolic link cannot be followed: ${fileProblem(error)}`,
      rowCount: null,
    });
  }
}
