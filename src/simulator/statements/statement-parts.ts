import type { EpochMs } from "../../domain/units.ts";
import type { Account } from "../account/account.ts";
import type { Act, Outcome } from "../acts/act.ts";
import type { DatabricksSql } from "../databricks-sql/databricks-sql.ts";
import type { SimulatorDatabase } from "../simulator-database.ts";
import type { TableRows } from "../tables/table-rows.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** What statements are run on. */
export interface StatementParts {
  readonly account: Account;
  readonly database: SimulatorDatabase;
  readonly telemetry: Telemetry;
  readonly rows: TableRows;
  readonly sql: DatabricksSql;
  readonly seed: number;
  /** The account's time. */
  now(): EpochMs;
  perform(act: Act): Outcome;
}
