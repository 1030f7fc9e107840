import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import { randomGenerator } from "../../stats/random.ts";
import { emptyAccount } from "../account/empty-account.ts";
import { activityRatioOf } from "../life/expected-rows.ts";
import { addObjectRights, addWorkspaces, assignMembers } from "./add-assignments.ts";
import { addCatalogs } from "./add-catalogs.ts";
import { addCredentials } from "./add-credentials.ts";
import { addFunctions } from "./add-functions.ts";
import { addGovernance } from "./add-governance.ts";
import { addGrants, tablesOf } from "./add-grants.ts";
import { addGroups } from "./add-groups.ts";
import { addJobs } from "./add-jobs.ts";
import { addServicePrincipals } from "./add-service-principals.ts";
import { addSharing } from "./add-sharing.ts";
import { addTables } from "./add-tables.ts";
import { addViews } from "./add-views.ts";
import { addWarehouses, drawClusters } from "./add-warehouses.ts";
import { drawDashboards } from "./draw-dashboards.ts";
import { drawHolidays } from "./draw-holidays.ts";
import { drawHumans } from "./draw-humans.ts";
import { drawHex, drawUuid } from "./draw-id.ts";
import { drawPersons } from "./draw-persons.ts";
import { drawApprovalPlans, drawMembershipPlans } from "./draw-plans.ts";
import { listPrices } from "./list-prices.ts";
import { memberAt } from "./pick.ts";
import { WATCHED_TABLES } from "./table-plans.ts";
import type { Preset, World } from "./world.ts";
import { type WorldDraft, worldSizes } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

export interface WorldOptions {
  readonly preset: Preset;
  /** Any safe whole number. */
  readonly seed: number;
  /** Start of a day (UTC). */
  readonly startAt: EpochMs;
  /** Days that vacations, hires and leavers are drawn for; that of the preset when left out. */
  readonly dayCount?: number;
}

/**
 * A world of the preset's size, with the account as it is at `startAt`. Everything in it follows from the seed, the
 * preset, the start and the number of days: same options, same world.
 *
 * Rights fit together: people may read the tables they work with (mostly through nested groups), pipelines may write what
 * their jobs write, owners of views may read what the views read, and the reader of Gatehouse sees all grants.
 */
export function buildWorld(options: WorldOptions): World {
  const draft = openDraft(options);
  addWorkspaces(draft);
  const principals = addServicePrincipals(draft);
  const humans = drawHumans(draft, draft.preset.principalCount - worldSizes(draft.preset).serviceCount);
  const groups = addGroups(draft, humans, principals);
  const members: WorldMembers = { humans, principals, groups, adminName: memberAt(humans, 0).userName };
  assignMembers(draft, members);
  addObjects(draft, members);
  const warehouses = addWarehouses(draft, members);
  const jobs = addJobs(draft, members, warehouses);
  addObjectRights(draft, members);
  const tokens = addCredentials(draft, members);
  draft.account.revision++;
  const persons = drawPersons(draft, members, { warehouses, tokens });
  const world: World = {
    preset: options.preset,
    seed: options.seed,
    startAt: options.startAt,
    dayCount: draft.dayCount,
    workspaceIds: draft.workspaceIds,
    keyPrincipals: {
      readerName: principals.readerName,
      responderName: principals.responderName,
      adminName: members.adminName,
      metastoreAdminGroup: "metastore-admins",
    },
    account: draft.account,
    persons,
    jobs,
    tables: WATCHED_TABLES.map(({ plan }) => plan),
    dashboards: drawDashboards(draft, { principals, persons, warehouses }),
    prices: listPrices(options.startAt, draft.dayCount),
    clusters: drawClusters(draft, members.adminName),
    membershipPlans: drawMembershipPlans(draft, members),
    approvalPlans: drawApprovalPlans(draft, members),
    sensitiveTables: ["prod.people.", "prod.finance."].flatMap((prefix) => tablesOf(draft.account, prefix)),
    holidays: drawHolidays(draft.random.fork("holidays"), options.startAt, draft.dayCount),
    activityRatio: 1,
  };
  return { ...world, activityRatio: activityRatioOf(world) };
}

/** Catalogs and what lies in them, then rights and rules on it, since these name it. */
function addObjects(draft: WorldDraft, members: WorldMembers): void {
  addCatalogs(draft, members);
  addTables(draft, members);
  addFunctions(draft, members);
  addViews(draft, members);
  addSharing(draft, members);
  addGrants(draft, members);
  addGovernance(draft, members);
}

const WORKSPACE_ID_BASE = 1_000_000_000_000_000;
const WORKSPACE_ID_SPAN = 8_000_000_000_000_000;
/** Ids of principals have as many digits as Databricks' own. */
const PRINCIPAL_ID_BASE = 4_200_000_000_000_000;
const ACCOUNT_AGE_DAYS = 730;

function openDraft({ preset, seed, startAt, dayCount = preset.dayCount }: WorldOptions): WorldDraft {
  const random = randomGenerator(seed).fork("world");
  const ids = random.fork("account");
  const account = emptyAccount({
    accountId: drawUuid(ids),
    metastoreId: drawUuid(ids),
    metastoreName: `metastore-${drawHex(ids, 6)}`,
    region: "eu-central-1",
    createdAt: epochMs(startAt - ACCOUNT_AGE_DAYS * DAY_MS),
  });
  account.nextId = PRINCIPAL_ID_BASE + ids.below(1_000_000_000);
  const workspaceId = (): string => String(WORKSPACE_ID_BASE + Math.floor(ids.uniform() * WORKSPACE_ID_SPAN));
  return {
    preset,
    startAt,
    dayCount,
    random,
    account,
    workspaceIds: { prod: workspaceId(), analytics: workspaceId(), dev: workspaceId() },
  };
}
