import { invariant } from "../../domain/gatehouse-error.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import type { ProfiledColumn } from "../../sql/profile-query.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { type Account, securableKey } from "../account/account.ts";
import type { ActOf } from "../acts/act.ts";
import type { SimulatorDatabase } from "../simulator-database.ts";
import type { TablePlan } from "../world/world.ts";
import type { PendingVersion } from "./pending-versions.ts";
import { profilePending } from "./profile-pending.ts";
import { insertProfileOf, insertTableRows } from "./profiles-table.ts";
import type { Segment } from "./table-history.ts";
import { openVersionLog } from "./version-log.ts";
import { writeVersions } from "./write-versions.ts";

/**
 * The rows of one table. `_version` and `_row` say which load brought a row, and its place in it; `_dead`, from which
 * version on it is gone: such rows stay until the profiles that see them are taken.
 */
export interface KeptTable {
  readonly table: string;
  readonly duckdbTable: string;
  columns(): readonly ProfiledColumn[];
  /** Creates the table, with the rows of a query where one is given; returns how many. */
  create(columns: readonly ProfiledColumn[], rowsQuery: string | null): Promise<number>;
  write(act: ActOf<"write_version">): void;
  /** Writes the rows of versions that were committed. */
  flush(): Promise<void>;
  /** Writes rows, and what is kept of all versions: their sizes, and where they are taken their profiles. */
  profile(): Promise<void>;
  /** Rows of versions that are not profiled yet. */
  pendingRowCount(): number;
  rowCount(): number;
  insert(rowsQuery: string, commit: Commit): Promise<number>;
  remove(condition: string, commit: Commit): Promise<number>;
  update(change: RowUpdate, commit: Commit): Promise<number>;
}

/** What rows are written by. */
export type TableDatabase = Pick<SimulatorDatabase, "connection" | "run" | "rows">;

interface Commit {
  readonly at: number;
  readonly writer: string;
}

interface RowUpdate {
  readonly assignments: Readonly<Record<string, string>>;
  readonly condition: string;
}

/** A table that is not created yet. Calls must not overlap, apart from `write`. */
export function openKeptTable(parts: {
  readonly database: TableDatabase;
  readonly account: Account;
  readonly seed: number;
  readonly table: string;
  readonly plan: TablePlan | null;
  readonly isProfiled: boolean;
}): KeptTable {
  const { database, account, seed, table, plan, isProfiled } = parts;
  const duckdbTable = `rows.${quoted(table)}`;
  const log = openVersionLog({ account, seed, isProfiled });
  let columns: readonly ProfiledColumn[] = [];

  let unprofiled: PendingVersion[] = [];

  const flush = async (): Promise<void> => {
    const versions = log.takePending();
    if (versions.length === 0 || plan === null) return;
    unprofiled.push(...versions);
    await writeVersions({ database, plan, seed, duckdbTable, versions, history: log.history });
  };
  const profile = async (): Promise<void> => {
    await flush();
    const versions = unprofiled;
    unprofiled = [];
    if (versions.length > 0)
      await profilePending({ database, table: { table, columns }, duckdbTable, versions });
  };
  const change = async (text: (version: number) => string, commit: Commit): Promise<number> => {
    await profile();
    columns = await withDeclaredColumns({ database, account, table, duckdbTable }, columns);
    let changedCount = 0;
    await log.during(async (number) => {
      changedCount = (await database.connection.run(text(number))).rowsChanged;
      const segments = await countedAnew(database, duckdbTable);
      const rowCount = segments.reduce((sum, { until }) => sum + until, 0);
      const version = { version: number, commitMs: commit.at, writer: commit.writer, rowCount };
      await database.run(insertTableRows({ table, columns }, [version]));
      if (isProfiled) await database.run(insertProfileOf({ table, columns }, { rows: duckdbTable, version }));
      return segments;
    });
    return changedCount;
  };
  return {
    table,
    duckdbTable,
    columns: () => columns,
    async create(created, rowsQuery) {
      columns = created.map(({ name, type }) => ({ name, type }));
      await database.run(createText(duckdbTable, columns, rowsQuery));
      log.history.replace(await countedAnew(database, duckdbTable));
      return log.history.rowCount();
    },
    write(act) {
      invariant(plan !== null, `table \`${table}\` has no plan`);
      log.write(plan, act);
    },
    flush,
    profile,
    pendingRowCount: () => log.pendingRowCount() + loadedRowCount(unprofiled),
    rowCount: () => log.history.rowCount(),
    insert: (rowsQuery, commit) =>
      change((version) => {
        const names = columns.map(({ name }) => quoted(name)).join(", ");
        return `INSERT INTO ${duckdbTable} (_version, _row, ${names}) SELECT ${version}, row_number() OVER () - 1, ${names} FROM (${rowsQuery}) AS added(${names})`;
      }, commit),
    remove: (condition, commit) => change(() => `DELETE FROM ${duckdbTable} WHERE ${condition}`, commit),
    update({ assignments, condition }, commit) {
      const set = Object.entries(assignments).map(([name, value]) => `${quoted(name)} = ${value}`);
      return change(() => `UPDATE ${duckdbTable} SET ${set.join(", ")} WHERE ${condition}`, commit);
    },
  };
}

/** Columns of ours before those of the table; the last two say which profiles see a row. */
const MARKS = ["_version", "_row", "_dead", "_seen_from", "_seen_until"] as const;

function createText(
  duckdbTable: string,
  columns: readonly ProfiledColumn[],
  rowsQuery: string | null,
): string {
  const typed = columns.map(({ name, type }) => ({
    name: quoted(name),
    type: duckdbType(parseSparkType(type)),
  }));
  const list = (text: (column: { readonly name: string; readonly type: string }) => string) =>
    typed.map(text).join(", ");
  if (rowsQuery === null)
    return `CREATE TABLE ${duckdbTable} (${MARKS.map((mark) => `${mark} BIGINT`).join(", ")}, ${list(({ name, type }) => `${name} ${type}`)})`;
  return `CREATE TABLE ${duckdbTable} AS SELECT 0::BIGINT AS _version, row_number() OVER () - 1 AS _row, NULL::BIGINT AS _dead, NULL::BIGINT AS _seen_from, NULL::BIGINT AS _seen_until,
    ${list(({ name, type }) => `CAST(${name} AS ${type}) AS ${name}`)} FROM (${rowsQuery}) AS made(${list(({ name }) => name)})`;
}

/** Adds the columns that the account declares and the rows do not have yet. */
async function withDeclaredColumns(
  parts: {
    readonly database: TableDatabase;
    readonly account: Account;
    readonly table: string;
    readonly duckdbTable: string;
  },
  columns: readonly ProfiledColumn[],
): Promise<readonly ProfiledColumn[]> {
  const securable = parts.account.securables.get(securableKey("table", parts.table));
  if (securable?.detail.kind !== "table") return columns;
  const known = new Set(columns.map(({ name }) => name));
  const added = securable.detail.columns.filter(({ name }) => !known.has(name));
  for (const { name, type } of added)
    await parts.database.run(
      `ALTER TABLE ${parts.duckdbTable} ADD COLUMN ${quoted(name)} ${duckdbType(parseSparkType(type))}`,
    );
  return [...columns, ...added.map(({ name, type }) => ({ name, type }))];
}

function loadedRowCount(versions: readonly PendingVersion[]): number {
  return versions.reduce((sum, { load }) => sum + (load?.differentRowCount ?? 0), 0);
}

/** Numbers the rows of each load without gaps, and counts them. */
async function countedAnew(database: TableDatabase, duckdbTable: string): Promise<readonly Segment[]> {
  await database.run(`UPDATE ${duckdbTable} AS t SET _row = p.place FROM (
      SELECT rowid AS id, row_number() OVER (PARTITION BY _version ORDER BY _row) - 1 AS place FROM ${duckdbTable}) AS p
    WHERE t.rowid = p.id AND t._row <> p.place`);
  const rows = await database.rows(
    `SELECT _version AS born, count(*) AS row_count FROM ${duckdbTable} GROUP BY _version ORDER BY _version`,
  );
  return rows.map((row) => ({
    born: Number(row["born"]),
    from: 0,
    until: Number(row["row_count"]),
    dead: null,
  }));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
