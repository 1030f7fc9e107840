import { SOURCES } from "../../sources/registry.gen.ts";
import type { SimulatedSecurable, TableColumn } from "../account/account.ts";
import { addSecurable } from "../account/add-securable.ts";
import type { AccountGroups } from "./add-groups.ts";
import { OWNED_SCHEMAS } from "./add-groups.ts";
import { daysBefore } from "./draft-principals.ts";
import { securableOf } from "./draft-securables.ts";
import { TEAMS } from "./draw-humans.ts";
import { plainColumn, type WorldDraft } from "./world-draft.ts";

/** Who makes and owns what is there from the beginning. */
export interface Founders {
  readonly groups: AccountGroups;
  /** Name of the person who made catalogs and schemas. */
  readonly adminName: string;
}

/** Schemas of `staging` and `dev`; those of `prod` are owned by groups of their own. */
export const WORKSHOP_SCHEMAS = ["sales", "finance", "product", "features"] as const;
const MAIN_SCHEMAS = ["core", "ref", "governance"] as const;
/** Age in days of catalogs and schemas. */
const CATALOG_AGE_DAYS = 700;
const SCHEMA_AGE_DAYS = 600;

/**
 * Adds the metastore, catalogs and schemas: `prod` (isolated: written from the workspace prod, read from analytics),
 * `staging`, `dev`, `main`, `sandbox`, and `system` with the documented tables.
 */
export function addCatalogs(draft: WorldDraft, founders: Founders): void {
  const { groups } = founders;
  const admins = groups.idOf("metastore-admins");
  const platform = groups.idOf("platform-admins");
  securableOf(draft, "metastore", draft.account.metastoreId).owner = admins;
  const prod = addCatalog(draft, founders, { name: "prod", owner: platform });
  prod.isolationMode = "ISOLATED";
  prod.bindings.set(draft.workspaceIds.prod, "BINDING_TYPE_READ_WRITE");
  prod.bindings.set(draft.workspaceIds.analytics, "BINDING_TYPE_READ_ONLY");
  for (const schema of OWNED_SCHEMAS)
    addSchema(draft, founders, { name: `prod.${schema}`, owner: groups.idOf(`${schema}-data-owners`) });
  for (const catalog of ["staging", "dev"]) {
    addCatalog(draft, founders, { name: catalog, owner: platform });
    for (const schema of WORKSHOP_SCHEMAS)
      addSchema(draft, founders, { name: `${catalog}.${schema}`, owner: groups.idOf("data-engineers") });
  }
  addCatalog(draft, founders, { name: "main", owner: platform });
  for (const schema of MAIN_SCHEMAS)
    addSchema(draft, founders, { name: `main.${schema}`, owner: groups.idOf("data-stewards") });
  addCatalog(draft, founders, { name: "sandbox", owner: platform });
  for (const team of TEAMS) addSchema(draft, founders, { name: `sandbox.${team}`, owner: groups.idOf(team) });
  addSystemCatalog(draft, founders);
}

function add(
  draft: WorldDraft,
  { adminName }: Founders,
  securable: Pick<SimulatedSecurable, "type" | "name" | "owner"> &
    Partial<Pick<SimulatedSecurable, "detail">>,
): SimulatedSecurable {
  const ageDays = securable.type === "schema" ? SCHEMA_AGE_DAYS : CATALOG_AGE_DAYS;
  const drawn = 0.7 + 0.3 * draft.random.fork(`age ${securable.name}`).uniform();
  return addSecurable(draft.account, {
    ...securable,
    createdAt: daysBefore(draft, ageDays * drawn),
    createdBy: adminName,
  });
}

interface Named {
  readonly name: string;
  /** Numeric id. */
  readonly owner: string;
}

function addCatalog(draft: WorldDraft, founders: Founders, { name, owner }: Named): SimulatedSecurable {
  return add(draft, founders, {
    type: "catalog",
    name,
    owner,
    detail: { kind: "catalog", catalogType: name === "system" ? "SYSTEM_CATALOG" : "MANAGED_CATALOG" },
  });
}

function addSchema(draft: WorldDraft, founders: Founders, { name, owner }: Named): void {
  add(draft, founders, { type: "schema", name, owner });
}

/** The catalog `system`: its tables are those that Gatehouse's sources read; their rows are the telemetry itself. */
function addSystemCatalog(draft: WorldDraft, founders: Founders): void {
  const owner = founders.groups.idOf("metastore-admins");
  addCatalog(draft, founders, { name: "system", owner });
  const tables = SOURCES.filter(
    ({ table }) => table.startsWith("system.") && !table.startsWith("system.information_schema."),
  );
  const schemas = new Set(tables.map(({ table }) => table.slice(0, table.lastIndexOf("."))));
  for (const name of schemas) addSchema(draft, founders, { name, owner });
  for (const { table, columns } of tables)
    add(draft, founders, {
      type: "table",
      name: table,
      owner,
      detail: {
        kind: "table",
        tableType: "MANAGED",
        columns: Object.entries(columns).map(([name, type]): TableColumn => plainColumn(name, type)),
        rowFilter: null,
        viewText: null,
        viewDependencies: [],
        hasRows: false,
        rowCount: 0,
      },
    });
}
