import type { EpochMs } from "../domain/units.ts";
import type { Account } from "./account/account.ts";
import type { Act, Outcome } from "./acts/act.ts";
import type { SimulatorDatabase } from "./simulator-database.ts";
import type { StatementRunner } from "./statements/statement-runner.ts";
import type { TruthRecord } from "./stories/story.ts";
import type { TableRows } from "./tables/table-rows.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { World } from "./world/world.ts";

/** A simulated account that lives: its state, its telemetry, its rows, at a moment of its own time. */
export interface Simulation {
  readonly world: World;
  readonly account: Account;
  readonly database: SimulatorDatabase;
  readonly telemetry: Telemetry;
  readonly rows: TableRows;
  readonly statements: StatementRunner;
  /** The account's time. */
  now(): EpochMs;
  /** Performs one act now: checks, applies, records. Its `at` is the account's time. */
  perform(act: Act): Outcome;
  /** Lets life and stories go on until `at`; what is asked for earlier than now is nothing. One at a time. */
  advanceTo(at: EpochMs, options?: AdvanceOptions): Promise<void>;
  /** Stories placed so far. */
  truth(): readonly TruthRecord[];
  close(): void;
}

export interface AdvanceOptions {
  readonly signal?: AbortSignal;
  /** Called when a day of the account has passed; `at` is its end. Its telemetry is logged and not flushed yet. */
  readonly onDay?: (at: EpochMs) => Promise<void>;
  readonly onProgress?: (doneDayCount: number, dayCount: number) => void;
}
