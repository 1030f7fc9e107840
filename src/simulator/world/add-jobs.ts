import type { RandomGenerator } from "../../stats/random.ts";
import type { SimulatedJob } from "../account/account.ts";
import { tablesOf } from "./add-grants.ts";
import { pipelineOf } from "./add-service-principals.ts";
import type { WarehouseIds } from "./add-warehouses.ts";
import { cronOf } from "./cron-of.ts";
import { daysBefore } from "./draft-principals.ts";
import { securableOf } from "./draft-securables.ts";
import { pick, pickSome, pickWeighted } from "./pick.ts";
import { WATCHED_TABLES } from "./table-plans.ts";
import type { JobPlan, Team } from "./world.ts";
import { type WorldDraft, worldSizes } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

const TASK_KEYS = ["extract", "clean", "load", "publish"] as const;
/** Median run of a job, and the spread of the log-normal around it. */
const DURATION_MEDIAN_MS = 6 * 60_000;
const DURATION_SPREAD = 0.8;
const HOURLY_DURATION_MS = 4 * 60_000;
const DAY_MINUTES = 1440;
/** Schedules of drawn jobs in minutes, with their weights. */
const SCHEDULES = [60, 360, DAY_MINUTES, 7 * DAY_MINUTES] as const;
const SCHEDULE_WEIGHTS = [0.04, 0.16, 0.65, 0.15];
/** Nightly jobs run in these hours (UTC), when most of the people sleep. */
const NIGHT_HOURS = 6;
/** A job fails about once in eighty runs. Source: own choice, within what operators call ordinary. */
const FAILURE_CHANCE = 0.012;
const TEAM_OF_SCHEMA: Readonly<Record<string, Team>> = {
  sales: "sales",
  finance: "finance",
  marketing: "marketing",
  product: "product",
  people: "people",
  ops: "platform",
};

/** Adds a job for every watched table, and drawn ones that write other tables of `prod` or, by hand, of `dev`. */
export function addJobs(
  draft: WorldDraft,
  members: WorldMembers,
  warehouses: WarehouseIds,
): readonly JobPlan[] {
  const random = draft.random.fork("jobs");
  const watched = WATCHED_TABLES.map(({ plan, everyMinutes, reads }) =>
    addJob(draft, members, {
      random,
      warehouseId: warehouses.pipelines,
      everyMinutes,
      reads,
      writes: plan.table,
    }),
  );
  const targets = tablesOf(draft.account, "prod.").filter((name) => isTarget(draft, name));
  const drawn = pickSome(random, targets, worldSizes(draft.preset).extraJobCount).map((writes) =>
    addJob(draft, members, {
      random,
      warehouseId: warehouses.pipelines,
      everyMinutes: pickWeighted(random, SCHEDULES, SCHEDULE_WEIGHTS),
      reads: drawReads(draft, random, writes),
      writes,
    }),
  );
  return [...watched, ...drawn, addDevJob(draft, members, { random, warehouses })];
}

/** A table without real rows that is no view and not raw. */
function isTarget(draft: WorldDraft, name: string): boolean {
  const { detail } = securableOf(draft, "table", name);
  return (
    detail.kind === "table" &&
    detail.tableType === "MANAGED" &&
    !detail.hasRows &&
    !name.startsWith("prod.landing.")
  );
}

/** A raw table, and one or two of the same schema. */
function drawReads(draft: WorldDraft, random: RandomGenerator, writes: string): readonly string[] {
  const schema = writes.slice(0, writes.lastIndexOf(".") + 1);
  const near = tablesOf(draft.account, schema).filter((name) => name !== writes && !name.includes(".v_"));
  return [
    pick(random, tablesOf(draft.account, "prod.landing.")),
    ...pickSome(random, near, 1 + random.below(2)),
  ];
}

/** An engineer's own job in the workspace dev, which runs as that person. */
function addDevJob(
  draft: WorldDraft,
  { humans }: WorldMembers,
  { random, warehouses }: { readonly random: RandomGenerator; readonly warehouses: WarehouseIds },
): JobPlan {
  const engineer = pick(
    random,
    humans.filter(({ role, leavesAt }) => role === "engineer" && leavesAt === null),
  );
  const tables = tablesOf(draft.account, "dev.");
  return register(draft, random, {
    name: "try_out_nightly",
    workspaceId: draft.workspaceIds.dev,
    runAs: engineer,
    runAsName: engineer.userName,
    team: engineer.team,
    everyMinutes: DAY_MINUTES,
    reads: pickSome(random, tablesOf(draft.account, "staging."), 1),
    writes: pick(random, tables),
    warehouseId: warehouses.workshop,
  });
}

interface JobDraft {
  readonly random: RandomGenerator;
  readonly warehouseId: string;
  readonly everyMinutes: number;
  readonly reads: readonly string[];
  readonly writes: string;
}

function addJob(draft: WorldDraft, { principals }: WorldMembers, job: JobDraft): JobPlan {
  const [catalog = "", schema = "", table = ""] = job.writes.split(".");
  const service = pipelineOf(principals.services, catalog === "prod" ? schema : "landing");
  return register(draft, job.random, {
    name: `load_${schema}_${table}`,
    workspaceId: draft.workspaceIds.prod,
    runAs: service,
    runAsName: service.applicationId,
    team: TEAM_OF_SCHEMA[schema] ?? "data",
    everyMinutes: job.everyMinutes,
    reads: job.reads,
    writes: job.writes,
    warehouseId: job.warehouseId,
  });
}

interface RegisteredJob {
  readonly name: string;
  readonly workspaceId: string;
  readonly runAs: { readonly principalId: string };
  readonly runAsName: string;
  readonly team: Team;
  readonly everyMinutes: number;
  readonly reads: readonly string[];
  readonly writes: string | null;
  readonly warehouseId: string;
}

function register(draft: WorldDraft, random: RandomGenerator, job: RegisteredJob): JobPlan {
  const startMinute = drawStart(random, job.everyMinutes);
  const taskCount = job.everyMinutes <= 60 ? 1 : 1 + random.below(TASK_KEYS.length);
  const taskKeys = taskCount === 1 ? ["load"] : TASK_KEYS.slice(0, taskCount);
  const jobId = String(100_000_000_000_000 + Math.floor(random.uniform() * 899_999_999_999_999));
  const created = daysBefore(draft, 30 + 300 * random.uniform());
  const account: SimulatedJob = {
    id: jobId,
    name: job.name,
    workspaceId: job.workspaceId,
    creator: job.runAs.principalId,
    runAs: job.runAs.principalId,
    createdAt: created,
    updatedAt: created,
    schedule: { cron: cronOf(job.everyMinutes, startMinute), timeZone: "UTC", isPaused: false },
    tasks: taskKeys.map((key, at) => ({ key, dependsOn: taskKeys.slice(Math.max(0, at - 1), at) })),
    tags: new Map([["team", job.team]]),
    isDeleted: false,
  };
  draft.account.jobs.set(jobId, account);
  const durationMs =
    job.everyMinutes <= 60
      ? HOURLY_DURATION_MS
      : Math.round(DURATION_MEDIAN_MS * Math.exp(DURATION_SPREAD * random.normal()));
  return {
    jobId,
    team: job.team,
    workspaceId: job.workspaceId,
    runAs: job.runAsName,
    everyMinutes: job.everyMinutes,
    startMinute,
    durationMs: Math.max(60_000, durationMs),
    failureChance: FAILURE_CHANCE * (0.5 + random.uniform()),
    taskKeys,
    dbuPerHour: pick(random, [4, 8, 12, 24]),
    reads: job.reads,
    writes: job.writes,
    warehouseId: job.warehouseId,
  };
}

/** Minute of the period (from its start in UTC) at which the first run of a period begins. */
function drawStart(random: RandomGenerator, everyMinutes: number): number {
  if (everyMinutes <= 60) return 2 + random.below(20);
  if (everyMinutes < DAY_MINUTES) return random.below(everyMinutes);
  const day = random.below(everyMinutes / DAY_MINUTES);
  return day * DAY_MINUTES + random.below(NIGHT_HOURS * 60);
}
