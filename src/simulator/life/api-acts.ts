import type { EpochMs } from "../../domain/units.ts";
import { drawOf, type LifeFrame, type LifeHour, type LivingPerson } from "./life-frame.ts";

/** Whose call, and when. */
export interface CallMoment {
  readonly living: LivingPerson;
  readonly at: EpochMs;
}

/** A call that changes nothing that the account keeps. */
export interface CallDraft {
  readonly service: string;
  readonly action: string;
  readonly isAccountLevel?: boolean;
  readonly params: Readonly<Record<string, string>>;
}

/** Adds a call that goes well. Acts are written out field by field where there are many: a spread costs a microsecond. */
export function addApiCall(hour: LifeHour, { living, at }: CallMoment, call: CallDraft): void {
  const { person } = living;
  hour.acts.push({
    at,
    actor: person.name,
    workspaceId: person.workspaceIds[0] ?? null,
    address: living.address,
    userAgent: person.userAgents[0] ?? "",
    tokenId: null,
    kind: "api_call",
    service: call.service,
    action: call.action,
    isAccountLevel: call.isAccountLevel ?? false,
    params: call.params,
    status: 200,
    error: null,
  });
}

const LIST_CATALOGS = Object.freeze({});

/** A look at the metastore: mostly at a table, sometimes at lists or at who may what. */
export function addMetadataRead(frame: LifeFrame, hour: LifeHour, moment: CallMoment): void {
  const { draws } = frame;
  const table = drawOf(draws, moment.living.tables) ?? drawOf(draws, frame.sensitiveTables);
  if (table === undefined) return;
  const draw = draws.uniform();
  const call = (action: string, params: Readonly<Record<string, string>>): void =>
    addApiCall(hour, moment, { service: "unityCatalog", action, isAccountLevel: true, params });
  if (draw < 0.6) call("getTable", table.getTableParams);
  else if (draw < 0.75) call("listTables", table.listTablesParams);
  else if (draw < 0.85) call("getPermissions", table.permissionParams);
  else if (draw < 0.95) call("listSchemas", table.listTablesParams);
  else call("listCatalogs", LIST_CATALOGS);
}

const PATHS: readonly string[] = [
  "prod/landing/inbox",
  "prod/features/artifacts",
  "prod/product/images",
  "sandbox/data/files",
];
const FILE_COUNT = 40;
const MEAN_FILE_BYTES = 180_000;

/** A file of a volume is read. */
export function addFileRead({ draws }: LifeFrame, hour: LifeHour, moment: CallMoment): void {
  const volume = drawOf(draws, PATHS) ?? "";
  addApiCall(hour, moment, {
    service: "filesystem",
    action: "filesGet",
    params: {
      path: `/Volumes/${volume}/part-${draws.below(FILE_COUNT)}.parquet`,
      transferredSize: String(Math.round(MEAN_FILE_BYTES * draws.factor(1.2))),
    },
  });
}

const SECRETS: readonly Readonly<Record<string, string>>[] = [
  "database-password",
  "storage-key",
  "mail-token",
  "partner-api-key",
].map((key) => Object.freeze({ scope: "pipelines", key }));

/** A secret is read, as code does at its start. */
export function addSecretRead({ draws }: LifeFrame, hour: LifeHour, moment: CallMoment): void {
  const params = drawOf(draws, SECRETS);
  if (params !== undefined) addApiCall(hour, moment, { service: "secrets", action: "getSecret", params });
}

/** Actions that no catalog knows: the platform adds some every month. */
const UNKNOWN_CALLS: readonly (readonly [string, string])[] = [
  ["unityCatalog", "getTableInsightSummary"],
  ["lakehouseCopilot", "suggestCompletion"],
  ["databrickssql", "fetchResultPreviewV2"],
];

export function addUnknownCall({ draws }: LifeFrame, hour: LifeHour, moment: CallMoment): void {
  const [service = "", action = ""] = drawOf(draws, UNKNOWN_CALLS) ?? [];
  addApiCall(hour, moment, {
    service,
    action,
    params: { workspace: moment.living.person.workspaceIds[0] ?? "" },
  });
}
