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
  readonly preset: Preset;
  readonly seed: number;
  readonly startAt: EpochMs;
  /** Days that the plans reach: vacations, hires and leavers are drawn within them. */
  readonly dayCount: number;
  readonly workspaceIds: WorkspaceIds;
  readonly keyPrincipals: KeyPrincipals;
  readonly account: Account;
  readonly persons: readonly Person[];
  readonly jobs: readonly JobPlan[];
  /** Tables with real rows. */
  readonly tables: readonly TablePlan[];
  readonly dashboards: readonly DashboardPlan[];
  readonly prices: readonly Price[];
  readonly clusters: readonly ClusterPlan[];
  readonly membershipPlans: readonly MembershipPlan[];
  readonly approvalPlans: readonly ApprovalPlan[];
  /** Full names of tables that only few may read; refused attempts aim at them. */
  readonly sensitiveTables: readonly string[];
  /** Starts of days (UTC) that nobody in the account works on. */
  readonly holidays: readonly EpochMs[];
  /** Ordinary events a principal and working day, chosen so that the preset's least number of rows is reached. */
  readonly activityRatio: number;
}

/** Numeric ids as text, as everywhere. */
export interface WorkspaceIds {
  /** Where pipelines and engineers work. */
  readonly prod: string;
  /** Where analysts and dashboards work. */
  readonly analytics: string;
  /** Where nothing of `prod` can be reached. */
  readonly dev: string;
}

/** Who matters to Gatehouse itself, as `principalName` spells them. */
export interface KeyPrincipals {
  /** Service principal that reads telemetry and metadata, and may change nothing. */
  readonly readerName: string;
  /** Service principal that carries out responses. */
  readonly responderName: string;
  /** A person who is account admin and workspace admin. */
  readonly adminName: string;
  /** Group that owns the metastore. */
  readonly metastoreAdminGroup: string;
}

export type Team = "sales" | "finance" | "marketing" | "product" | "platform" | "people" | "data";
export type Occupation = "analyst" | "engineer" | "scientist" | "steward" | "admin" | "manager" | "auditor";

/**
 * What a service principal is there for: loads tables, computes features, feeds dashboards, runs an application,
 * applies infrastructure as code, deploys releases, or syncs identities.
 */
export type Duty =
  | "pipeline"
  | "features"
  | "dashboards"
  | "application"
  | "infrastructure"
  | "release"
  | "identity_sync";

/** A principal that acts: a human, or a service principal with work of its own. */
export interface Person {
  readonly kind: "human" | "service";
  /** Null for humans. */
  readonly duty: Duty | null;
  /** Numeric id in the account. */
  readonly principalId: string;
  /** E-mail or application id. */
  readonly name: string;
  readonly team: Team;
  readonly role: Occupation;
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
  /** Full names of tables the person writes by hand; all of them in `sandbox` or `dev`. */
  readonly writes: readonly string[];
  /** Relative activity, mean 1 over all; 0 for a principal that sleeps. */
  readonly activity: number;
  readonly absences: readonly { readonly from: EpochMs; readonly until: EpochMs }[];
  readonly hiredAt: EpochMs;
  readonly leavesAt: EpochMs | null;
}

export interface JobPlan {
  readonly jobId: string;
  readonly team: Team;
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

/** A group that people join for a while: `memberIds` take turns, one every `everyDayCount` days, for `keptDayCount`. */
export interface MembershipPlan {
  /** Numeric id. */
  readonly groupId: string;
  /** Numeric ids; none of them is a member at the start. */
  readonly memberIds: readonly string[];
  readonly everyDayCount: number;
  readonly keptDayCount: number;
  /** Name of who changes it: the sync of the identity provider, or a steward. */
  readonly changedBy: string;
  readonly isSync: boolean;
}

/** Access that stewards give on request and take back: a turn every `everyDayCount` days, for `keptDayCount`. */
export interface ApprovalPlan {
  readonly steward: string;
  /** Table, and who asks for it, by turns. Nobody of them has the privilege by a grant of their own at the start. */
  readonly requests: readonly { readonly table: string; readonly principal: string }[];
  readonly everyDayCount: number;
  readonly keptDayCount: number;
}

/** All-purpose compute that notebooks of a workspace run on. */
export interface ClusterPlan {
  readonly id: string;
  readonly workspaceId: string;
  readonly owner: string;
  readonly dbuPerHour: number;
}

export interface DashboardPlan {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly reads: readonly string[];
  /** Names of persons. */
  readonly viewers: readonly string[];
  readonly workspaceId: string;
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
