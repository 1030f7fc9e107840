import type { SimulatorDatabase } from "../simulator-database.ts";
import type { TablePlan } from "../world/world.ts";
import { freshRowsQuery } from "./fresh-rows-query.ts";
import type { PendingVersion } from "./pending-versions.ts";
import type { Segment, TableHistory } from "./table-history.ts";

interface VersionsToWrite {
  readonly database: Pick<SimulatorDatabase, "run">;
  readonly plan: TablePlan;
  readonly seed: number;
  readonly duckdbTable: string;
  /** Not empty, in order. */
  readonly versions: readonly PendingVersion[];
  readonly history: TableHistory;
}

/**
 * Writes the rows of pending versions of a table, and marks those of earlier ones that are gone by now (`_dead`). Rows
 * that came and went are written where a profile will see them; profiles take them away.
 */
export async function writeVersions(parts: VersionsToWrite): Promise<void> {
  const { database, duckdbTable, versions, history } = parts;
  const firstVersion = versions[0]?.version ?? 0;
  const dead = history.takeDead();
  const isFresh = ({ born }: Segment) => born >= firstVersion;
  const profiled = versions.filter(({ isProfiled }) => isProfiled).map(({ version }) => version);
  const fresh = [...dead, ...history.live()].filter((each) => isFresh(each) && isSeen(each, profiled));
  const gone = dead.filter((each) => !isFresh(each));
  // Written out before anything runs: the history goes on meanwhile.
  const statements = [...markGone(duckdbTable, gone), ...insertFresh(parts, fresh)];
  for (const statement of statements) await database.run(statement);
}

function markGone(duckdbTable: string, gone: readonly Segment[]): readonly string[] {
  if (gone.length === 0) return [];
  const rows = gone.map(({ born, from, until, dead }) => `(${born}, ${from}, ${until}, ${dead ?? "NULL"})`);
  return [
    `UPDATE ${duckdbTable} SET _dead = s.dead FROM (VALUES ${rows.join(",")}) AS s(born, from_row, until_row, dead) WHERE _version = s.born AND _row >= s.from_row AND _row < s.until_row`,
  ];
}

function insertFresh(
  { plan, seed, duckdbTable, versions }: VersionsToWrite,
  segments: readonly Segment[],
): readonly string[] {
  if (segments.length === 0) return [];
  const born = new Set(segments.map((each) => each.born));
  const loads = versions.filter(({ version }) => born.has(version));
  const names = plan.columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(", ");
  return [
    `INSERT INTO ${duckdbTable} (_version, _row, _dead, ${names}) ${freshRowsQuery(plan, { seed, versions: loads, segments })}`,
  ];
}

/** Whether rows still live, or lived in a version that is profiled. */
function isSeen({ born, dead }: Segment, profiled: readonly number[]): boolean {
  return dead === null || profiled.some((version) => version >= born && version < dead);
}
