import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { type Account, securableKey, type TableColumn } from "../account/account.ts";
import type { SimulatorDatabase } from "../simulator-database.ts";
import { openTurns } from "../turns.ts";
import type { TablePlan } from "../world/world.ts";
import { type KeptTable, openKeptTable, type TableDatabase } from "./kept-table.ts";
import { createProfilesTable, PROFILES_TABLE } from "./profiles-table.ts";
import type { TableRows } from "./table-rows.ts";

/**
 * Opens the real rows of the tables of `plans`. Rows of planned loads follow from (seed, table, version, row, column) by
 * arithmetic, so the same acts give the same rows in whatever portions they are flushed.
 *
 * Cost: some 2 µs of a core to make a row of eight columns, and 5 µs for its part in the profiles of 14 days of versions;
 * in small portions as much again, because a profile looks at all rows that live.
 */
export async function openTableRows(options: {
  readonly database: SimulatorDatabase;
  readonly plans: readonly TablePlan[];
  readonly account: Account;
  readonly seed: number;
  /** Whether the values of versions are profiled, or only how many rows they have. */
  readonly isProfiled?: boolean;
}): Promise<TableRows> {
  const { plans, account, seed, isProfiled = true } = options;
  const database = await ownConnection(options.database);
  await database.run("CREATE SCHEMA rows");
  await database.run("CREATE SCHEMA rows_profile");
  await database.run(createProfilesTable());
  const tables = new Map<string, KeptTable>();
  for (const plan of plans) {
    const kept = openKeptTable({ database, account, seed, table: plan.table, plan, isProfiled });
    await kept.create(plan.columns, null);
    tables.set(plan.table, kept);
  }
  const keptOf = (table: string): KeptTable => {
    const kept = tables.get(table);
    if (kept === undefined) throw new GatehouseError("BUG", { message: `table \`${table}\` keeps no rows` });
    return kept;
  };
  const inTurn = openTurns();
  return {
    profilesTable: PROFILES_TABLE,
    write: (act) => keptOf(act.table).write(act),
    flush: (names) =>
      inTurn(async () => {
        for (const kept of tables.values())
          if (names === undefined || names.includes(kept.table)) await kept.flush();
      }),
    profile: () =>
      inTurn(async () => {
        for (const kept of tables.values()) await kept.profile();
      }),
    relation(table) {
      const kept = tables.get(table);
      return kept === undefined
        ? null
        : `(SELECT ${selectList(account, kept)} FROM ${kept.duckdbTable} WHERE _dead IS NULL)`;
    },
    create: (table, columns, rowsQuery) =>
      inTurn(async () => {
        invariant(!tables.has(table), `table \`${table}\` keeps rows already`);
        const kept = openKeptTable({ database, account, seed, table, plan: null, isProfiled });
        const rowCount = await kept.create(columns, rowsQuery);
        tables.set(table, kept);
        return rowCount;
      }),
    // biome-ignore lint/complexity/useMaxParams: the contract says so
    insert: (table, rowsQuery, at, writer) =>
      inTurn(async () => {
        return await keptOf(table).insert(rowsQuery, { at, writer });
      }),
    // biome-ignore lint/complexity/useMaxParams: the contract says so
    remove: (table, condition, at, writer) =>
      inTurn(async () => {
        return await keptOf(table).remove(condition, { at, writer });
      }),
    // biome-ignore lint/complexity/useMaxParams: the contract says so
    update: (table, assignments, condition, commit) =>
      inTurn(async () => {
        return await keptOf(table).update({ assignments, condition }, commit);
      }),
    drop: (table) =>
      inTurn(async () => {
        await database.run(`DROP TABLE ${keptOf(table).duckdbTable}`);
        tables.delete(table);
      }),
    pendingRowCount: () => [...tables.values()].reduce((sum, kept) => sum + kept.pendingRowCount(), 0),
    rowCount: (table) => tables.get(table)?.rowCount() ?? 0,
  };
}

/** A connection of its own, so that rows are written while telemetry is. */
async function ownConnection(database: SimulatorDatabase): Promise<TableDatabase> {
  const connection = await database.connect();
  return {
    connection,
    async run(text) {
      await connection.run(text);
    },
    async rows(text) {
      return (await connection.runAndReadAll(text)).getRowObjectsJson();
    },
  };
}

/** Columns as the account declares them now; one that came later than the rows is NULL in them. */
function selectList(account: Account, kept: KeptTable): string {
  const securable = account.securables.get(securableKey("table", kept.table));
  const declared = securable?.detail.kind === "table" ? securable.detail.columns : null;
  const columns = declared ?? kept.columns();
  const known = new Set(kept.columns().map(({ name }) => name));
  return columns
    .map(({ name, type }: Pick<TableColumn, "name" | "type">) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      return known.has(name) ? quoted : `CAST(NULL AS ${duckdbType(parseSparkType(type))}) AS ${quoted}`;
    })
    .join(", ");
}
