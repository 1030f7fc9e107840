import type { Account, Refusal } from "../account/account.ts";
import type { TelemetryLog } from "../telemetry/telemetry-log.ts";
import type { ActKind, ActOf, Outcome } from "./act.ts";

/** What an act can use beside the account: seeded draws by label, never the machine's. */
export interface ActContext {
  readonly account: Account;
  readonly log: TelemetryLog;
  /** A UUID that follows from the seed and the number of ids drawn before. */
  uuid(): string;
  /** Hexadecimal digits, likewise. */
  hex(length: number): string;
  /** Uniform in [0, 1), likewise. */
  uniform(): number;
  /** Standard normal, likewise. */
  normal(): number;
  /** Told of a committed version of a table with real rows, so that the rows are written at the next flush. */
  writeRows(act: ActOf<"write_version">): void;
}

/** One kind of act: who may do it, what it changes, and the telemetry that it leaves. */
export interface ActDefinition<Kind extends ActKind> {
  readonly kind: Kind;
  /** Null when allowed. Looks at the account, changes nothing. */
  check(context: ActContext, act: ActOf<Kind>): Refusal | null;
  /**
   * Changes the account, all or nothing. Called when allowed; what shows only while changing (a circle of groups, an
   * unknown grantee) refuses here.
   */
  apply(context: ActContext, act: ActOf<Kind>): Outcome;
  /** Leaves rows in all tables in which Databricks would leave them, refused or done. */
  record(context: ActContext, act: ActOf<Kind>, outcome: Outcome): void;
}

export function defineAct<Kind extends ActKind>(definition: ActDefinition<Kind>): ActDefinition<Kind> {
  return Object.freeze(definition);
}
