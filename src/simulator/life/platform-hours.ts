import { DAY_MS, epochMs, HOUR_MS } from "../../domain/units.ts";
import { addApiCall, type CallDraft } from "./api-acts.ts";
import {
  drawOf,
  isActive,
  type LifeFrame,
  type LifeHour,
  type LivingPerson,
  originOf,
  STREAMS,
} from "./life-frame.ts";

import { prepareDay } from "./prepare-day.ts";

/**
 * Rare acts of the platform's people an hour, in an account of 160 principals; larger ones have more.
 *
 * Source of the counts: as in `event-table.ts`, counts of one workspace over 90 days: accountIpAclsValidationFailed 447;
 * changes of IP lists 54; updateConnection 33; setSetting 33; createConnection 15.
 */
const RARE_CALLS: readonly (CallDraft & { readonly per90Days: number })[] = [
  {
    service: "accounts",
    action: "updateIpAccessList",
    params: Object.freeze({ ipAccessListId: "office-networks" }),
    per90Days: 54,
  },
  {
    service: "unityCatalog",
    action: "updateConnection",
    isAccountLevel: true,
    params: Object.freeze({ name_arg: "erp-database" }),
    per90Days: 33,
  },
  {
    service: "accounts",
    action: "setSetting",
    params: Object.freeze({
      settingTypeName: "default_namespace_ws",
      settingKeyName: "default",
      settingValueForAudit: "main",
    }),
    per90Days: 33,
  },
  {
    service: "unityCatalog",
    action: "createConnection",
    isAccountLevel: true,
    params: Object.freeze({ name: "scratch-database", connection_type: "POSTGRESQL" }),
    per90Days: 15,
  },
];
const BLOCKED_PER_90_DAYS = 447;
const HOURS_IN_90_DAYS = 90 * 24;
/** Rare acts are done in these hours (UTC) of working days: a third of all hours. */
const OFFICE_FROM_HOUR = 7;
const OFFICE_UNTIL_HOUR = 17;
const OFFICE_SHARE = ((OFFICE_UNTIL_HOUR - OFFICE_FROM_HOUR) / 24) * (5 / 7);
const FORBIDDEN = 403;
const PRINCIPAL_COUNT = 160;

/** Terraform looks at all it keeps, in these hours (UTC) of working days. */
const PLAN_HOURS = [6, 11, 16] as const;
const PLAN_LOOKS_MIN = 30;
const PLAN_LOOKS_SPAN = 30;
const LOOK_GAP_MS = 240;
/** Releases are on Tuesday and Thursday at this hour. */
const RELEASE_HOUR = 13;
const RELEASE_DAYS = [2, 4];
const RELEASED_FILE_COUNT = 24;
const RELEASED_JOB_COUNT = 3;

/** What administrators, infrastructure as code and releases do in an hour. */
export function addPlatformHour(frame: LifeFrame, hour: LifeHour): void {
  const hourOfDay = Math.floor((hour.at % DAY_MS) / HOUR_MS);
  const day = new Date(hour.at).getUTCDay();
  for (const admin of adminsOf(frame)) prepareDay(frame, admin, hour.at);
  frame.draws.restart(STREAMS.platformHour, 0, hour.index);
  addBlocked(frame, hour);
  if (day === 0 || day === 6) return;
  if (hourOfDay >= OFFICE_FROM_HOUR && hourOfDay < OFFICE_UNTIL_HOUR) addRareCalls(frame, hour);
  if (PLAN_HOURS.some((planned) => planned === hourOfDay)) addInfrastructurePlan(frame, hour);
  if (RELEASE_DAYS.includes(day) && hourOfDay === RELEASE_HOUR) addRelease(frame, hour);
}

/** Calls from networks that are not allowed, mostly of people at home without the company's network. */
function addBlocked(frame: LifeFrame, hour: LifeHour): void {
  const { draws, world } = frame;
  const ratio = world.preset.principalCount / PRINCIPAL_COUNT;
  const count = draws.poisson((BLOCKED_PER_90_DAYS / HOURS_IN_90_DAYS) * ratio);
  for (let number = 0; number < count; number++) {
    const living = drawOf(draws, frame.humans);
    if (living === undefined || living.person.activity === 0 || !isActive(frame.account, living.person))
      continue;
    const address = `10.${192 + draws.below(32)}.${draws.below(256)}.${2 + draws.below(250)}`;
    hour.acts.push({
      ...originOf(living, epochMs(hour.at + draws.below(HOUR_MS))),
      workspaceId: null,
      address,
      kind: "api_call",
      service: "accounts",
      action: "accountIpAclsValidationFailed",
      isAccountLevel: true,
      params: { sourceIpAddress: address, user: living.person.name },
      status: FORBIDDEN,
      error: "PERMISSION_DENIED: Source IP address is not in the allow list of the account.",
    });
  }
}

function adminsOf({ humans, account }: LifeFrame): readonly LivingPerson[] {
  return humans.filter(({ person }) => person.role === "admin" && isActive(account, person));
}

function addRareCalls(frame: LifeFrame, hour: LifeHour): void {
  const { draws, world } = frame;
  const admins = adminsOf(frame);
  const ratio = world.preset.principalCount / PRINCIPAL_COUNT / OFFICE_SHARE;
  for (const { per90Days, ...call } of RARE_CALLS) {
    const count = draws.poisson((per90Days / HOURS_IN_90_DAYS) * ratio);
    for (let number = 0; number < count; number++) {
      const living = drawOf(draws, admins);
      const at = epochMs(hour.at + draws.below(HOUR_MS));
      if (living !== undefined) addApiCall(hour, { living, at }, call);
    }
  }
}

function serviceOf(
  { services, account }: LifeFrame,
  duty: "infrastructure" | "release",
): LivingPerson | undefined {
  const found = services.find(({ person }) => person.duty === duty);
  return found !== undefined && isActive(account, found.person) ? found : undefined;
}

const LOOKS: readonly string[] = [
  "getCatalog",
  "getSchema",
  "getPermissions",
  "getPermissions",
  "getExternalLocation",
];

/** Terraform reads the state of what it keeps, one call after the other. */
function addInfrastructurePlan(frame: LifeFrame, hour: LifeHour): void {
  const { draws } = frame;
  const living = serviceOf(frame, "infrastructure");
  if (living === undefined) return;
  let atMs = hour.at + draws.below(HOUR_MS / 2);
  const count = PLAN_LOOKS_MIN + draws.below(PLAN_LOOKS_SPAN);
  for (let number = 0; number < count; number++) {
    atMs += LOOK_GAP_MS;
    addApiCall(
      hour,
      { living, at: epochMs(atMs) },
      {
        service: "unityCatalog",
        action: LOOKS[number % LOOKS.length] ?? "getCatalog",
        isAccountLevel: true,
        params: drawOf(draws, LOOKED_AT) ?? {},
      },
    );
  }
}

const LOOKED_AT: readonly Readonly<Record<string, string>>[] = [
  "prod",
  "staging",
  "dev",
  "main",
  "sandbox",
].map((name) => Object.freeze({ name_arg: name }));

/** A release: code is written to the workspace, and a few jobs get their definitions anew. */
function addRelease(frame: LifeFrame, hour: LifeHour): void {
  const { draws, world, account } = frame;
  const living = serviceOf(frame, "release") ?? serviceOf(frame, "infrastructure");
  if (living === undefined) return;
  draws.restart(STREAMS.deployment, 0, hour.index);
  let atMs = hour.at + draws.below(HOUR_MS / 2);
  for (let number = 0; number < RELEASED_FILE_COUNT; number++) {
    atMs += LOOK_GAP_MS;
    addApiCall(
      hour,
      { living, at: epochMs(atMs) },
      {
        service: "workspace",
        action: "fileCreate",
        params: { path: `/Workspace/Shared/release/module_${number}.py` },
      },
    );
  }
  for (let number = 0; number < RELEASED_JOB_COUNT; number++) {
    const job = account.jobs.get(drawOf(draws, world.jobs)?.jobId ?? "");
    if (job === undefined || job.isDeleted) continue;
    atMs += LOOK_GAP_MS;
    hour.acts.push({
      ...originOf(living, epochMs(atMs)),
      workspaceId: job.workspaceId,
      kind: "update_job",
      jobId: job.id,
      runAs: null,
      schedule: null,
      name: job.name,
      taskKeys: null,
      isScheduleRemoved: false,
    });
  }
}
