import { epochMs, HOUR_MS } from "../../domain/units.ts";
import { addApiCall, addFileRead, addMetadataRead, addSecretRead, type CallMoment } from "./api-acts.ts";
import { REFRESHES_PER_HOUR, SERVICE_EVENTS, type ServiceEvent } from "./event-table.ts";
import { drawOf, hitIndex, isActive, type LifeFrame, type LifeHour, STREAMS } from "./life-frame.ts";
import { dayWeight, machineWeight } from "./season.ts";
import { filled, type TableTexts } from "./statement-texts.ts";

const SIZE_SPREAD = 0.4;
/** Hours (UTC) in which somebody looks at dashboards, so that they are refreshed. */
const REFRESH_FROM_HOUR = 5;
const REFRESH_UNTIL_HOUR = 21;
const DAY_MS = 86_400_000;

/** What service principals do in an hour beside the runs of jobs: steadily, day and night. */
export function addServiceHour(frame: LifeFrame, hour: LifeHour): void {
  const { draws, world, account } = frame;
  const weight = machineWeight(hour.at);
  for (const living of frame.services) {
    if (!isActive(account, living.person)) continue;
    draws.restart(STREAMS.serviceHour, living.index, hour.index);
    const perHour = living.eventSums[living.eventSums.length - 1] ?? 0;
    const count = draws.poisson(perHour * living.person.activity * world.activityRatio * weight);
    for (let number = 0; number < count; number++) {
      const at = epochMs(hour.at + draws.below(HOUR_MS));
      addServiceEvent(frame, hour, { living, at });
    }
  }
}

function addServiceEvent(frame: LifeFrame, hour: LifeHour, moment: CallMoment): void {
  const event = SERVICE_EVENTS[hitIndex(moment.living.eventSums, frame.draws.uniform())] ?? "token_login";
  ACTS_OF_EVENT[event](frame, hour, moment);
}

const ACTS_OF_EVENT: Readonly<
  Record<ServiceEvent, (frame: LifeFrame, hour: LifeHour, moment: CallMoment) => void>
> = {
  statement(frame, hour, moment) {
    const table = drawOf(frame.draws, moment.living.tables);
    if (table !== undefined) addServiceStatement(frame, hour, { ...moment, table, dashboardId: null });
  },
  file: addFileRead,
  secret: addSecretRead,
  metadata: addMetadataRead,
  notebook_export({ draws }, hour, moment) {
    const params = drawOf(draws, moment.living.notebooks)?.exported ?? NO_PARAMS;
    addApiCall(hour, moment, { service: "workspace", action: "workspaceExport", params });
  },
  list_scopes(_frame, hour, moment) {
    addApiCall(hour, moment, { service: "secrets", action: "listScopes", params: NO_PARAMS });
  },
  token_login(_frame, hour, { living, at }) {
    hour.acts.push({
      at,
      actor: living.person.name,
      workspaceId: living.person.workspaceIds[0] ?? null,
      address: living.address,
      userAgent: living.person.userAgents[0] ?? "",
      tokenId: null,
      kind: "login",
      action: "oidcTokenAuthorization",
      isSuccess: true,
    });
  },
};

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/** Refreshes of dashboards by their publishers, in the hours of work of all regions. */
export function addDashboardHour(frame: LifeFrame, hour: LifeHour): void {
  const { draws, world, account } = frame;
  const hourOfDay = Math.floor((hour.at % DAY_MS) / HOUR_MS);
  if (hourOfDay < REFRESH_FROM_HOUR || hourOfDay >= REFRESH_UNTIL_HOUR) return;
  const weight = dayWeight(world, Math.floor(hour.at / DAY_MS), "data");
  for (const [index, dashboard] of world.dashboards.entries()) {
    const living = frame.services.find(({ person }) => person.name === dashboard.publisher);
    if (living === undefined || !isActive(account, living.person)) continue;
    draws.restart(STREAMS.dashboardHour, index, hour.index);
    const count = draws.poisson(REFRESHES_PER_HOUR * world.activityRatio * weight);
    for (let number = 0; number < count; number++) {
      const at = epochMs(hour.at + draws.below(HOUR_MS));
      for (const name of dashboard.reads)
        addServiceStatement(frame, hour, { living, at, table: frame.texts(name), dashboardId: dashboard.id });
    }
  }
}

type TableMoment = CallMoment & { readonly table: TableTexts; readonly dashboardId: string | null };

function addServiceStatement(
  { draws }: LifeFrame,
  hour: LifeHour,
  { living, at, table, dashboardId }: TableMoment,
): void {
  const text = dashboardId === null ? drawOf(draws, table.reads) : table.reads[0];
  if (text === undefined) return;
  hour.acts.push({
    at,
    actor: living.person.name,
    workspaceId: living.person.workspaceIds[0] ?? null,
    address: living.address,
    userAgent: living.person.userAgents[0] ?? "",
    tokenId: null,
    kind: "statement",
    statementId: draws.uuid(),
    text: filled(text, hour.dates[0] ?? ""),
    statementType: "SELECT",
    reads: table.refs,
    writes: null,
    warehouseId: living.person.warehouseId,
    application: dashboardId === null ? living.person.application : "Databricks SQL Dashboard",
    jobRun: null,
    dashboardId,
    sizeRatio: draws.factor(SIZE_SPREAD),
    measures: null,
    isExecuted: false,
    refusal: null,
  });
}
