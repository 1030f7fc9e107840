import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileProblem, isFileProblem } from "../../define-file-problem.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";

/** Folder of a Delta table's log, beside its data. */
export const DELTA_LOG = "_delta_log";

/** Which data files a Delta table consists of now; others in its folder are of older versions. */
export type DeltaFiles =
  | { readonly kind: "current"; readonly names: ReadonlySet<string> }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Largest commit that is read whole; a commit of 100,000 files has 50 MB. */
const COMMIT_BYTES_MAX = 268_435_456;

/** Commits are named by their version, 20 digits. */
const COMMIT_NAME = /^(\d{20})\.json$/;

/**
 * Replays the commits of a Delta table's log. Reads logs that are complete from version 0 on and use neither deletion
 * vectors nor mapped column names; others are said to be unreadable, because their data files alone tell wrong rows.
 * Source: Delta Transaction Log Protocol, "Actions", "Action Reconciliation".
 */
export async function readDeltaLog(tableDirectory: string): Promise<DeltaFiles> {
  const directory = join(tableDirectory, DELTA_LOG);
  try {
    const commits = (await readdir(directory)).filter((name) => COMMIT_NAME.test(name)).sort();
    const isComplete = commits.every((name, version) => Number(COMMIT_NAME.exec(name)?.[1]) === version);
    if (commits.length === 0 || !isComplete)
      return unreadable("its log does not begin with the first version");
    const names = new Set<string>();
    for (const commit of commits) {
      const path = join(directory, commit);
      if ((await stat(path)).size > COMMIT_BYTES_MAX) return unreadable("a commit is too large");
      const problem = replay(await readFile(path, "utf8"), names);
      if (problem !== null) return unreadable(problem);
    }
    return { kind: "current", names };
  } catch (error) {
    if (!isFileProblem(error)) throw error;
    return unreadable(`its log cannot be read: ${fileProblem(error)}`);
  }
}

function unreadable(reason: string): DeltaFiles {
  return { kind: "unreadable", reason: `a Delta table that cannot be read as files: ${reason}` };
}

/** Applies one commit to the names; what keeps it from being read, or null. */
function replay(commit: string, names: Set<string>): string | null {
  for (const line of commit.split("\n")) {
    if (line.trim() === "") continue;
    const action = parsed(line);
    if (action === null) return "a commit is damaged";
    const problem = unreadableFeature(action);
    if (problem !== null) return problem;
    const removed = nameOf(action["remove"]);
    const added = nameOf(action["add"]);
    if (removed === null || added === null) return "a commit is damaged";
    if (removed !== undefined) names.delete(removed);
    if (added !== undefined) names.add(added);
  }
  return null;
}

function parsed(line: string): JsonObject | null {
  try {
    const action: unknown = JSON.parse(line);
    return isJsonObject(action) ? action : null;
  } catch {
    return null;
  }
}

function unreadableFeature({ add, metaData }: JsonObject): string | null {
  if (isJsonObject(add)) {
    if (isJsonObject(add["deletionVector"])) return "rows are deleted by deletion vectors";
    if (/^[a-z0-9]+:|^\//i.test(String(add["path"]))) return "its files lie elsewhere";
  }
  const settings = isJsonObject(metaData) ? metaData["configuration"] : null;
  const mapping = isJsonObject(settings) ? (settings["delta.columnMapping.mode"] ?? "none") : "none";
  return mapping === "none" ? null : "its column names are mapped";
}

/** Paths in the log are relative to the table and encoded as in a URI; undefined without a file, null without its path. */
function nameOf(file: unknown): string | null | undefined {
  if (!isJsonObject(file)) return undefined;
  const path = file["path"];
  if (typeof path !== "string") return null;
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
