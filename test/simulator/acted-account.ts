import { epochMs } from "../../src/domain/units.ts";
import type { Account, SecurableDetail, TableColumn } from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { addWorkspace } from "../../src/simulator/account/add-workspace.ts";
import { emptyAccount } from "../../src/simulator/account/empty-account.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import type { Act, ActContent, ActOf, Outcome } from "../../src/simulator/acts/act.ts";
import type { ActContext } from "../../src/simulator/acts/define-act.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import type {
  AuditLogRow,
  JobDefinitionRow,
  JobRunSliceRow,
  QueryLogRow,
  TableLineageRow,
  TelemetryLog,
  UsageRow,
  WarehouseEventRow,
} from "../../src/simulator/telemetry/telemetry-log.ts";

/** A telemetry log that keeps its rows as they come. */
export interface KeptLog extends TelemetryLog {
  readonly audits: AuditLogRow[];
  readonly queries: QueryLogRow[];
  readonly tableLineages: TableLineageRow[];
  readonly columnLineages: Parameters<TelemetryLog["columnLineage"]>[0][];
  readonly jobDefinitions: JobDefinitionRow[];
  readonly runSlices: JobRunSliceRow[];
  readonly taskSlices: Parameters<TelemetryLog["taskRunSlice"]>[0][];
  readonly warehouseEvents: WarehouseEventRow[];
  readonly usages: UsageRow[];
}

function openKeptLog(): KeptLog {
  const kept = {
    audits: [],
    queries: [],
    tableLineages: [],
    columnLineages: [],
    jobDefinitions: [],
    runSlices: [],
    taskSlices: [],
    warehouseEvents: [],
    usages: [],
  } as Pick<
    KeptLog,
    | "audits"
    | "queries"
    | "tableLineages"
    | "columnLineages"
    | "jobDefinitions"
    | "runSlices"
    | "taskSlices"
    | "warehouseEvents"
    | "usages"
  >;
  return {
    ...kept,
    audit: (row) => kept.audits.push(row),
    query: (row) => kept.queries.push(row),
    tableLineage: (row) => kept.tableLineages.push(row),
    columnLineage: (row) => kept.columnLineages.push(row),
    jobDefinition: (row) => kept.jobDefinitions.push(row),
    jobRunSlice: (row) => kept.runSlices.push(row),
    taskRunSlice: (row) => kept.taskSlices.push(row),
    warehouseEvent: (row) => kept.warehouseEvents.push(row),
    usage: (row) => kept.usages.push(row),
  };
}

/** 2026-03-02, a Monday, 09:00 UTC. */
export const NINE = epochMs(1_772_442_000_000);
export const WORKSPACE = "1001";
export const WAREHOUSE = "ab12";
export const ADMIN = "admin@example.com";
export const ANA = "ana@example.com";
export const BEN = "ben@example.com";
export const LOADER = "6f1d2c3b-0000-4000-a000-000000000001";
/** Numeric ids. */
export const IDS = { admin: "1", ana: "2", ben: "3", loader: "4", analysts: "10", synced: "11" } as const;
export const JOB = "42";

export interface ActedAccount {
  readonly account: Account;
  readonly log: KeptLog;
  readonly context: ActContext;
  /** Versions handed on to be written. */
  readonly versions: ActOf<"write_version">[];
  /** Performs an act at nine, in the workspace, as the administrator, unless `origin` says otherwise. */
  perform(content: ActContent, origin?: Partial<Act>): Outcome;
}

/**
 * A small account: an administrator of everything, Ana (in `analysts`, who may read `main.sales.orders`, and the view
 * over `main.sales.secrets`), Ben (who may nothing), and a service principal that loads tables by job 42.
 */
export function actedAccount(seed = 7): ActedAccount {
  const account = emptyAccount({
    accountId: "acc-1",
    metastoreId: "meta-1",
    metastoreName: "metastore",
    region: "eu-west-1",
    createdAt: NINE,
  });
  addPeople(account);
  addObjects(account);
  const log = openKeptLog();
  const versions: ActOf<"write_version">[] = [];
  const context = openActContext({ account, log, seed, writeRows: (act) => versions.push(act) });
  return {
    account,
    log,
    context,
    versions,
    perform: (content, origin) =>
      performAct(context, {
        at: NINE,
        actor: ADMIN,
        workspaceId: WORKSPACE,
        address: "198.51.100.7",
        userAgent: "browser",
        tokenId: null,
        ...content,
        ...origin,
      } as Act),
  };
}

function addPeople(account: Account): void {
  const workspace = addWorkspace(account, { id: WORKSPACE, name: "prod", createdAt: NINE });
  addPrincipal(account, { id: IDS.admin, kind: "user", userName: ADMIN, createdAt: NINE }).roles.add(
    "account_admin",
  );
  addPrincipal(account, { id: IDS.ana, kind: "user", userName: ANA, createdAt: NINE });
  addPrincipal(account, { id: IDS.ben, kind: "user", userName: BEN, createdAt: NINE });
  addPrincipal(account, {
    id: IDS.loader,
    kind: "service_principal",
    applicationId: LOADER,
    displayName: "loader",
    createdAt: NINE,
  });
  const group = { kind: "group", createdAt: NINE } as const;
  addPrincipal(account, { ...group, id: IDS.analysts, displayName: "analysts", members: [IDS.ana] });
  addPrincipal(account, { ...group, id: IDS.synced, displayName: "synced", externalId: "idp-1" });
  workspace.assignments.set(IDS.admin, "ADMIN");
  for (const id of [IDS.ana, IDS.ben, IDS.loader]) workspace.assignments.set(id, "USER");
}

const COLUMNS: readonly TableColumn[] = ["id", "amount", "email"].map((name) => ({
  name,
  type: name === "email" ? "string" : "bigint",
  isNullable: true,
  comment: null,
  tags: new Map(),
  mask: null,
}));

export function tableDetail(
  parts: Partial<Extract<SecurableDetail, { kind: "table" }>> = {},
): SecurableDetail {
  return {
    kind: "table",
    tableType: "MANAGED",
    columns: COLUMNS,
    rowFilter: null,
    viewText: null,
    viewDependencies: [],
    hasRows: false,
    rowCount: 1_000_000,
    ...parts,
  };
}

function addObjects(account: Account): void {
  const metastore = account.securables.get("metastore:meta-1");
  if (metastore !== undefined) metastore.owner = IDS.admin;
  const owned = { owner: IDS.admin, createdAt: NINE };
  addSecurable(account, { ...owned, type: "catalog", name: "main" });
  addSecurable(account, { ...owned, type: "schema", name: "main.sales" });
  for (const name of ["orders", "daily", "secrets"])
    addSecurable(account, { ...owned, type: "table", name: `main.sales.${name}`, detail: tableDetail() });
  addSecurable(account, {
    ...owned,
    type: "table",
    name: "main.sales.secrets_view",
    detail: tableDetail({
      tableType: "VIEW",
      viewText: "SELECT id FROM main.sales.secrets",
      viewDependencies: [{ type: "table", name: "main.sales.secrets" }],
    }),
  });
  addSecurable(account, {
    ...owned,
    type: "function",
    name: "main.sales.mask",
    detail: { kind: "function", parameters: [], returnType: "string", body: "'x'", isModel: false },
  });
  const give = (type: "catalog" | "schema" | "table", name: string, privileges: readonly string[]) => {
    for (const principalId of [IDS.analysts, IDS.loader])
      grant(account, { type, name }, { principalId, privileges });
  };
  give("catalog", "main", ["USE_CATALOG"]);
  give("schema", "main.sales", ["USE_SCHEMA"]);
  for (const name of ["orders", "secrets_view"]) give("table", `main.sales.${name}`, ["SELECT"]);
  grant(
    account,
    { type: "table", name: "main.sales.daily" },
    { principalId: IDS.loader, privileges: ["SELECT", "MODIFY"] },
  );
  addCompute(account);
}

function addCompute(account: Account): void {
  account.warehouses.set(WAREHOUSE, {
    id: WAREHOUSE,
    name: "shared",
    workspaceId: WORKSPACE,
    creator: IDS.admin,
    size: "SMALL",
    dbuPerHour: 12,
    state: "RUNNING",
  });
  account.objectAcls.set(`warehouses/${WAREHOUSE}`, {
    direct: new Map([IDS.ana, IDS.ben, IDS.loader].map((id) => [id, "CAN_USE"])),
  });
  account.jobs.set(JOB, {
    id: JOB,
    name: "load daily",
    workspaceId: WORKSPACE,
    creator: IDS.admin,
    runAs: IDS.loader,
    createdAt: NINE,
    updatedAt: NINE,
    schedule: { cron: "0 0 * * * ?", timeZone: "UTC", isPaused: false },
    tasks: [{ key: "load", dependsOn: [] }],
    tags: new Map([["team", "sales"]]),
    isDeleted: false,
  });
}
