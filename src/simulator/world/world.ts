import type { EpochMs } from "../../domain/units.ts";
import type { Account } from "../account/account.ts";

/** Size of a simulated account. Volumes are counted in audit and query rows. */
export interface Preset {
  readonly id: "small" | "demo" | "bench" | "large";
  readonly principalCount: number;
  readonly dayCount: number;
  /** Least number of audit and query rows together over `dayCount` days. */
  readonly rowCount: number;
}

export const PRESETS: readonly Preset[] = [
  { id: "small", principalCount: 30, dayCount: 14, rowCount: 100_000 },
  { id: "demo", principalCount: 160, dayCount: 95, rowCount: 500_000 },
  { id: "bench", principalCount: 500, dayCount: 120, rowCount: 2_000_000 },
  { id: "large", principalCount: 2_000, dayCount: 90, rowCount: 15_000_000 },
];

/**
 * Who lives in the account and what they do when nothing is wrong: the plan. `account` is the account at `startAt`, and
 * is changed by acts from then on.
 */
export interface World {
  readonly seed: number;
  readonly startAt: EpochMs;
  readonly account: Account;
  readonly persons: readonly Person[];
  readonly jobs: readonly JobPlan[];
  /** Tables with real rows. */
  readonly tables: readonly TablePlan[];
  readonly dashboards: readonly DashboardPlan[];
  readonly prices: readonly Price[];
  /** Starts of days (UTC) that nobody in the account works on. */
  readonly holidays: readonly EpochMs[];
  /** Ordinary events a principal and working day, chosen so that the preset's least number of rows is reached. */
  readonly activityRatio: number;
}

export type Team = "sales" | "finance" | "marketing" | "product" | "platform" | "people" | "data";
export type Role = "analyst" | "engineer" | "scientist" | "steward" | "admin" | "manager" | "auditor";

/** A principal that acts: a human, or a service principal with work of its own. */
export interface Person {
  readonly kind: "human" | "service";
  /** Numeric id in the account. */
  readonly principalId: string;
  /** E-mail or application id. */
  readonly name: string;
  readonly team: Team;
  readonly role: Role;
  /** The workspaces the person works in, the usual one first. */
  readonly workspaceIds: readonly string[];
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
  /** Minutes after local midnight. */
  readonly workFrom: number;
  readonly workUntil: number;
  /** Networks the person comes from, the usual one first. */
  readonly addresses: readonly string[];
  readonly userAgents: readonly string[];
  readonly application: string;
  readonly tokenId: string | null;
  readonly warehouseId: string;
  /** Full names of tables and views the person works with, the favorite first. */
  readonly tables: readonly string[];
  /** Relative activity, mean 1 over all. */
  readonly activity: number;
  readonly absences: readonly { readonly from: EpochMs; readonly until: EpochMs }[];
  readonly hiredAt: EpochMs;
  readonly leavesAt: EpochMs | null;
}

export interface JobPlan {
  readonly jobId: string;
  readonly workspaceId: string;
  /** Application id or e-mail the job runs as at the start. */
  readonly runAs: string;
  readonly everyMinutes: number;
  readonly startMinute: number;
  readonly durationMs: number;
  readonly failureChance: number;
  readonly taskKeys: readonly string[];
  readonly dbuPerHour: number;
  readonly reads: readonly string[];
  /** Table that each run writes; null for jobs that only read. */
  readonly writes: string | null;
  readonly warehouseId: string;
}

export interface DashboardPlan {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly reads: readonly string[];
  readonly viewers: readonly string[];
  readonly warehouseId: string;
}

export interface Price {
  readonly sku: string;
  readonly usdPerDbu: number;
  readonly from: EpochMs;
}

/** How the rows of a watched table come about. */
export interface TablePlan {
  readonly table: string;
  readonly columns: readonly ColumnPlan[];
  /** Rows of an ordinary version before seasons and growth. */
  readonly rowCount: number;
  /** Whether a version replaces the rows or adds to them; with `append`, rows older than `keptVersionCount` versions go. */
  readonly mode: "append" | "overwrite";
  readonly keptVersionCount: number;
  readonly weeklyAmplitude: number;
  readonly dailyAmplitude: number;
  readonly growthPerDay: number;
}

export type ColumnPlan = { readonly name: string; readonly type: string; readonly nullRatio: number } & (
  | { readonly draw: "id" }
  /** Log-normal: exp(mu + sigma z). */
  | { readonly draw: "log_normal"; readonly mu: number; readonly sigma: number }
  | { readonly draw: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly draw: "count"; readonly mean: number }
  | { readonly draw: "category"; readonly values: readonly string[]; readonly weights: readonly number[] }
  /** E-mail addresses, names, account numbers of invented people. */
  | { readonly draw: "person"; readonly form: "email" | "name" | "iban" }
  /** Moment within the day of the version. */
  | { readonly draw: "moment" }
  | { readonly draw: "flag"; readonly chance: number }
);
