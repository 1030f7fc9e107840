import { type EpochMs, epochMs } from "../../domain/units.ts";
import type { Act, StatementAct } from "../acts/act.ts";
import {
  addApiCall,
  addFileRead,
  addMetadataRead,
  addSecretRead,
  addUnknownCall,
  type CallMoment,
} from "./api-acts.ts";
import { type HumanEvent, INFORMATION_SCHEMA_RATIO, SHOW_RATIO, STRAY_QUERY_RATIO } from "./event-table.ts";
import {
  drawOf,
  type LifeFrame,
  type LifeHour,
  type LivingPerson,
  NO_READS,
  originOf,
} from "./life-frame.ts";
import { filled, fillText, type TableTexts } from "./statement-texts.ts";

/** One event of a human at a moment. */
export interface HumanMoment {
  readonly living: LivingPerson;
  readonly event: HumanEvent;
  readonly at: EpochMs;
}

/** The favorite of a person is asked this much more often than the last of its tables. */
const FAVORITE_POWER = 1.7;
const SIZE_SPREAD = 0.8;
const TOKEN_LIFETIME_MS = 90 * 86_400_000;

/** Adds the acts of one event. Draws go on in the stream of the person's hour. */
export function addHumanEvent(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  ACTS_OF_EVENT[moment.event](frame, hour, moment);
}

const ACTS_OF_EVENT: Readonly<
  Record<HumanEvent, (frame: LifeFrame, hour: LifeHour, moment: HumanMoment) => void>
> = {
  query: addQuery,
  write: addWrite,
  metadata: addMetadataRead,
  dashboard: addDashboardView,
  notebook: addNotebook,
  notebook_export: addExport,
  file: addFileRead,
  secret: addSecretRead,
  workspace_file: addWorkspaceFile,
  token_call: addTokenCall,
  login: (_frame, hour, moment) => addLogin(hour, moment, true),
  failed_login: (_frame, hour, moment) => {
    addLogin(hour, moment, false);
    addLogin(hour, { ...moment, at: epochMs(moment.at + SECOND_TRY_MS) }, true);
  },
  download: addDownload,
  token_created: (_frame, hour, moment) => addToken(hour, moment),
  unknown: addUnknownCall,
};

/** Who mistyped is in at the second try. */
const SECOND_TRY_MS = 20_000;

function addWorkspaceFile({ draws }: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const params = drawOf(draws, moment.living.notebooks)?.file ?? {};
  addApiCall(hour, moment, { service: "workspaceFiles", action: "wsfsStreamingRead", params });
}

function push(hour: LifeHour, act: Act): void {
  if (act.at < hour.untilMs) hour.acts.push(act);
}

function addLogin(hour: LifeHour, { living, at }: HumanMoment, isSuccess: boolean): void {
  push(hour, { ...originOf(living, at), kind: "login", action: "samlLogin", isSuccess });
}

/** A table the person works with, the favorite most often; null where there is none. */
function drawTable({ draws }: LifeFrame, tables: readonly TableTexts[]): TableTexts | undefined {
  return tables[Math.floor(tables.length * draws.uniform() ** FAVORITE_POWER)];
}

function addQuery(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const { draws } = frame;
  const { living } = moment;
  const draw = draws.uniform();
  const isStray = draw < STRAY_QUERY_RATIO && frame.sensitiveTables.length > 0;
  const table = isStray ? drawOf(draws, frame.sensitiveTables) : drawTable(frame, living.tables);
  if (table === undefined) return;
  if (draw > 1 - SHOW_RATIO) addLook(frame, hour, { ...moment, table });
  else if (draw > 1 - SHOW_RATIO - INFORMATION_SCHEMA_RATIO)
    addInformationQuery(frame, hour, { ...moment, table });
  else {
    const text = drawOf(draws, table.reads);
    if (text === undefined) return;
    pushStatement(frame, hour, {
      ...moment,
      text: filled(text, drawOf(draws, hour.dates) ?? ""),
      statementType: "SELECT",
      reads: table.refs,
    });
  }
}

type TableMoment = HumanMoment & { readonly table: TableTexts };

function addLook(frame: LifeFrame, hour: LifeHour, { table, ...moment }: TableMoment): void {
  const isDescribe = frame.draws.uniform() < 0.5;
  pushStatement(frame, hour, {
    ...moment,
    text: isDescribe ? table.describe : table.showTables,
    statementType: isDescribe ? "DESCRIBE" : "SHOW",
    reads: NO_READS,
  });
}

function addInformationQuery(frame: LifeFrame, hour: LifeHour, { table, ...moment }: TableMoment): void {
  const catalog = table.name.slice(0, table.name.indexOf("."));
  const columns = frame.texts(`${catalog}.information_schema.columns`);
  pushStatement(frame, hour, {
    ...moment,
    text: `SELECT column_name, data_type FROM ${columns.name} WHERE table_name = '${table.name.slice(table.name.lastIndexOf(".") + 1)}'`,
    statementType: "SELECT",
    reads: columns.refs,
  });
}

function addWrite(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const { draws } = frame;
  const target = drawOf(draws, moment.living.writes);
  const source = drawTable(frame, moment.living.tables);
  const text = source === undefined ? undefined : drawOf(draws, source.reads);
  if (target === undefined || source === undefined || text === undefined) return;
  pushStatement(frame, hour, {
    ...moment,
    text: fillText(target.name, text, drawOf(draws, hour.dates) ?? ""),
    statementType: "INSERT",
    reads: source.refs,
    writes: target.ref,
  });
}

/** A look at a dashboard: the page, then the statements behind it, as the viewer. */
function addDashboardView(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const { draws } = frame;
  const dashboard = drawOf(draws, moment.living.dashboards);
  if (dashboard === undefined) {
    addQuery(frame, hour, moment);
    return;
  }
  addApiCall(hour, moment, {
    service: "dashboards",
    action: "getPublishedDashboard",
    params: { dashboard_id: dashboard.id },
  });
  for (const name of dashboard.reads) {
    const table = frame.texts(name);
    const text = table.reads[0];
    if (text !== undefined)
      pushStatement(frame, hour, {
        ...moment,
        at: epochMs(moment.at + 800),
        text: filled(text, ""),
        statementType: "SELECT",
        reads: table.refs,
        application: "Databricks SQL Dashboard",
        dashboardId: dashboard.id,
        warehouseId: dashboard.warehouseId,
        workspaceId: dashboard.workspaceId,
      });
  }
}

/** What differs between statements of humans. */
interface StatementDraft extends CallMoment {
  readonly text: string;
  readonly statementType: string;
  readonly reads: StatementAct["reads"];
  readonly writes?: StatementAct["writes"];
  readonly application?: string;
  readonly dashboardId?: string;
  readonly warehouseId?: string;
  readonly workspaceId?: string;
}

function pushStatement({ draws }: LifeFrame, hour: LifeHour, statement: StatementDraft): string {
  const { living, at } = statement;
  const { person } = living;
  const statementId = draws.uuid();
  push(hour, {
    at,
    actor: person.name,
    workspaceId: statement.workspaceId ?? person.workspaceIds[0] ?? null,
    address: living.address,
    userAgent: person.userAgents[0] ?? "",
    tokenId: null,
    kind: "statement",
    statementId,
    text: statement.text,
    statementType: statement.statementType,
    reads: statement.reads,
    writes: statement.writes ?? null,
    warehouseId: statement.warehouseId ?? person.warehouseId,
    application: statement.application ?? person.application,
    jobRun: null,
    dashboardId: statement.dashboardId ?? null,
    sizeRatio: draws.factor(SIZE_SPREAD),
    measures: null,
    isExecuted: false,
    refusal: null,
  });
  return statementId;
}

function addNotebook({ draws }: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const notebook = drawOf(draws, moment.living.notebooks);
  if (notebook === undefined) return;
  const draw = draws.uniform();
  const isRun = draw < RUN_RATIO && hour.isVerbose(moment.living.person.workspaceIds[0] ?? "");
  const call = (action: string, params: Readonly<Record<string, string>>): void =>
    addApiCall(hour, moment, { service: "notebook", action, params });
  if (isRun)
    call("runCommand", {
      ...notebook.open,
      executionTime: (draws.factor(1) * MEAN_COMMAND_SECONDS).toFixed(3),
      status: draws.uniform() < COMMAND_FAILED_RATIO ? "failed" : "finished",
      commandId: draws.uuid(),
      commandLanguage: "python",
    });
  else if (draw > 1 - ATTACH_RATIO) call("attachNotebook", notebook.attach);
  else call("takeNotebookSnapshot", notebook.open);
}

const RUN_RATIO = 0.75;
const ATTACH_RATIO = 0.1;
const MEAN_COMMAND_SECONDS = 4;
const COMMAND_FAILED_RATIO = 0.06;

function addExport({ draws }: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const notebook = drawOf(draws, moment.living.notebooks);
  if (notebook !== undefined)
    addApiCall(hour, moment, { service: "workspace", action: "workspaceExport", params: notebook.exported });
}

/** A script with the person's own token: the call is authenticated, then reads metadata. */
function addTokenCall(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const { person } = moment.living;
  if (person.tokenId === null || !frame.account.tokens.has(person.tokenId)) {
    addMetadataRead(frame, hour, moment);
    return;
  }
  const userAgent = person.userAgents[1] ?? "python-requests/2.32.4";
  push(hour, {
    ...originOf(moment.living, moment.at),
    userAgent,
    tokenId: person.tokenId,
    kind: "login",
    action: "tokenLogin",
    isSuccess: true,
  });
  addMetadataRead(frame, hour, moment);
}

/** A query whose result is taken away as a file. */
function addDownload(frame: LifeFrame, hour: LifeHour, moment: HumanMoment): void {
  const { draws } = frame;
  const table = drawTable(frame, moment.living.tables);
  const text = table === undefined ? undefined : table.reads[0];
  if (table === undefined || text === undefined) return;
  const statementId = pushStatement(frame, hour, {
    ...moment,
    text: filled(text, ""),
    statementType: "SELECT",
    reads: table.refs,
  });
  push(hour, {
    ...originOf(moment.living, epochMs(moment.at + 30_000)),
    kind: "download",
    statementId,
    fileType: draws.uniform() < 0.8 ? "csv" : "xlsx",
    rowCount: Math.round(400 * draws.factor(1)),
  });
}

function addToken(hour: LifeHour, { living, at }: HumanMoment): void {
  push(hour, {
    ...originOf(living, at),
    kind: "create_token",
    ownerId: living.person.principalId,
    comment: "my scripts",
    lifetimeMs: TOKEN_LIFETIME_MS,
    scopes: [],
  });
}
