import type { SimulatorDatabase } from "../simulator-database.ts";
import type { PendingVersion } from "./pending-versions.ts";
import { insertColumnRows, insertTableRows, type ProfiledTable } from "./profiles-table.ts";

/** Writes the profiles of versions whose rows are written, then forgets the rows that are gone. */
export async function profilePending(parts: {
  readonly database: Pick<SimulatorDatabase, "run">;
  readonly table: ProfiledTable;
  readonly duckdbTable: string;
  /** Versions since the last call, in order; not empty. */
  readonly versions: readonly PendingVersion[];
}): Promise<void> {
  const { database, table, duckdbTable, versions } = parts;
  const profiled = versions.filter(({ isProfiled }) => isProfiled);
  await database.run(insertTableRows(table, versions));
  if (profiled.length > 0) {
    const isDisjoint = await placeRows(database, { duckdbTable, versions, profiled });
    await database.run(insertColumnRows(table, { rows: duckdbTable, versions: profiled, isDisjoint }));
  }
  await database.run(`DELETE FROM ${duckdbTable} WHERE _dead IS NOT NULL`);
}

/**
 * Says of each row which of the profiled versions hold it: those at the places `[_seen_from, _seen_until)`. Returns
 * whether that can be one at most.
 */
async function placeRows(
  database: Pick<SimulatorDatabase, "run">,
  parts: {
    readonly duckdbTable: string;
    readonly versions: readonly PendingVersion[];
    readonly profiled: readonly PendingVersion[];
  },
): Promise<boolean> {
  const { duckdbTable, versions, profiled } = parts;
  const first = versions[0]?.version ?? 0;
  const last = versions.at(-1)?.version ?? 0;
  // Place of the first profiled version from each version on.
  const places: number[] = [];
  let place = 0;
  for (let version = first; version <= last; version++) {
    while (place < profiled.length && (profiled[place]?.version ?? 0) < version) place++;
    places.push(place);
  }
  const placeOf = (version: string) => `[${places.join(",")}][${version} - ${first - 1}]`;
  await database.run(`UPDATE ${duckdbTable} SET
    _seen_from = CASE WHEN _version < ${first} THEN 0 ELSE ${placeOf("_version")} END,
    _seen_until = CASE WHEN _dead IS NULL THEN ${profiled.length} ELSE ${placeOf("_dead")} END`);
  return profiled.length === versions.length && versions.every(({ load }) => load !== null && !load.isAdded);
}
