import { DAY_MS, type EpochMs, epochMs } from "../../src/domain/units.ts";
import type { Account, SimulatedPrincipal } from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { addWorkspace } from "../../src/simulator/account/add-workspace.ts";
import { emptyAccount } from "../../src/simulator/account/empty-account.ts";
import { grant } from "../../src/simulator/account/grant.ts";

/** When the small account begins. */
export const START_AT: EpochMs = epochMs(Date.UTC(2026, 9, 1, 8));

export const ADMIN = "admin@example.com";
export const ANA = "ana@example.com";
export const BEN = "ben@example.com";
export const STEWARD = "steward@example.com";
/** Application id of the service principal `etl`. */
export const ETL = "6f1c2a34-0000-4000-a000-000000000001";
export const WORKSPACE = "1001";
export const OTHER_WORKSPACE = "1002";
export const TABLE = "main.sales.orders";

/** Who plays which part in it. */
export const SMALL_KEY_PRINCIPALS = {
  readerName: STEWARD,
  responderName: ETL,
  adminName: ADMIN,
  metastoreAdminGroup: "",
} as const;

/** Numeric ids in the small account. */
export interface SmallIds {
  readonly admin: string;
  readonly ana: string;
  readonly ben: string;
  readonly steward: string;
  readonly etl: string;
  readonly analysts: string;
  readonly interns: string;
  readonly synced: string;
}

/**
 * An account to be taken in at a glance: an administrator of everything, a steward with MANAGE on `main.sales`, Ana who
 * reads through nested groups, Ben who has nothing, a service principal, two workspaces, one isolated catalog.
 */
export function openSmallAccount(): { readonly account: Account; readonly ids: SmallIds } {
  const account = emptyAccount({
    accountId: "11111111-2222-4333-a444-555555555555",
    metastoreId: "99999999-2222-4333-a444-555555555555",
    metastoreName: "metastore_eu",
    region: "eu-central-1",
    createdAt: START_AT,
  });
  const ids = addPrincipals(account);
  for (const id of [WORKSPACE, OTHER_WORKSPACE]) {
    const workspace = addWorkspace(account, { id, name: `workspace-${id}`, createdAt: START_AT });
    workspace.assignments.set(ids.admin, "ADMIN");
    if (id === OTHER_WORKSPACE) continue;
    for (const principalId of [ids.ana, ids.ben, ids.steward, ids.etl, ids.analysts])
      workspace.assignments.set(principalId, "USER");
  }
  addObjects(account, ids);
  addWork(account, ids);
  return { account, ids };
}

function addPrincipals(account: Account): SmallIds {
  const createdAt = START_AT;
  const user = (userName: string, displayName: string) =>
    addPrincipal(account, { kind: "user", userName, displayName, createdAt });
  const group = (
    displayName: string,
    members: readonly SimulatedPrincipal[],
    externalId: string | null = null,
  ) =>
    addPrincipal(account, {
      kind: "group",
      displayName,
      members: members.map(({ id }) => id),
      externalId,
      createdAt,
    });
  const [admin, ana, ben, steward] = [
    user(ADMIN, "Ada Admin"),
    user(ANA, "Ana Berg"),
    user(BEN, "Ben Cole"),
    user(STEWARD, "Sol Steward"),
  ];
  const etl = addPrincipal(account, {
    kind: "service_principal",
    applicationId: ETL,
    displayName: "etl",
    createdAt,
  });
  const interns = group("interns", [ana]);
  const analysts = group("analysts", [interns, etl]);
  const synced = group("synced", [ben], "idp-1");
  admin.roles.add("account_admin");
  account.securables.forEach((securable) => {
    securable.owner = admin.id;
  });
  return {
    admin: admin.id,
    ana: ana.id,
    ben: ben.id,
    steward: steward.id,
    etl: etl.id,
    analysts: analysts.id,
    interns: interns.id,
    synced: synced.id,
  };
}

function addObjects(account: Account, ids: SmallIds): void {
  const common = { owner: ids.admin, createdAt: START_AT };
  const column = (name: string, type: string) => ({
    name,
    type,
    isNullable: true,
    comment: null,
    tags: new Map<string, string>(),
    mask: null,
  });
  addSecurable(account, { ...common, type: "catalog", name: "main", tags: { domain: "sales" } });
  addSecurable(account, { ...common, type: "catalog", name: "vault", isolationMode: "ISOLATED" });
  addSecurable(account, { ...common, type: "schema", name: "main.sales" });
  addSecurable(account, { ...common, type: "schema", name: "main.hr" });
  for (const name of [TABLE, "main.sales.returns", "main.hr.people"])
    addSecurable(account, {
      ...common,
      type: "table",
      name,
      detail: {
        kind: "table",
        tableType: "MANAGED",
        columns: [column("id", "bigint"), column("amount", "decimal(10,2)"), column("note", "string")],
        rowFilter: null,
        viewText: null,
        viewDependencies: [],
        hasRows: false,
        rowCount: 1_000,
      },
    });
  addSecurable(account, { ...common, type: "volume", name: "main.sales.files" });
  addSecurable(account, {
    ...common,
    type: "external_location",
    name: "landing",
    properties: { url: "s3://landing" },
  });
  addSecurable(account, { ...common, type: "recipient", name: "partner" });
  const schema = { type: "schema", name: "main.sales" } as const;
  const catalog = { type: "catalog", name: "main" } as const;
  grant(account, catalog, { principalId: ids.analysts, privileges: ["USE_CATALOG"] });
  grant(account, schema, { principalId: ids.analysts, privileges: ["USE_SCHEMA", "SELECT"] });
  grant(account, { type: "table", name: TABLE }, { principalId: ids.ana, privileges: ["MODIFY"] });
  grant(account, catalog, { principalId: ids.steward, privileges: ["USE_CATALOG"] });
  grant(account, schema, { principalId: ids.steward, privileges: ["USE_SCHEMA", "MANAGE"] });
}

function addWork(account: Account, ids: SmallIds): void {
  account.jobs.set("700", {
    id: "700",
    name: "nightly",
    workspaceId: WORKSPACE,
    creator: ids.etl,
    runAs: ids.etl,
    createdAt: epochMs(START_AT - DAY_MS),
    updatedAt: START_AT,
    schedule: { cron: "0 0 2 * * ?", timeZone: "UTC", isPaused: false },
    tasks: [{ key: "load", dependsOn: [] }],
    tags: new Map(),
    isDeleted: false,
  });
  account.objectAcls.set("jobs/700", { direct: new Map([[ids.etl, "IS_OWNER"]]) });
  account.warehouses.set("ab12", {
    id: "ab12",
    name: "shared",
    workspaceId: WORKSPACE,
    creator: ids.admin,
    size: "Small",
    dbuPerHour: 12,
    state: "RUNNING",
  });
  account.objectAcls.set("warehouses/ab12", {
    direct: new Map([
      [ids.admin, "IS_OWNER"],
      [ids.analysts, "CAN_USE"],
    ]),
  });
  account.revision += 1;
}
