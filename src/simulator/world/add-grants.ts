import type { Account, SimulatedSecurable } from "../account/account.ts";
import { grant } from "../account/grant.ts";
import { WORKSHOP_SCHEMAS } from "./add-catalogs.ts";
import { OWNED_SCHEMAS } from "./add-groups.ts";
import type { ServiceDraft } from "./add-service-principals.ts";
import { TEAMS } from "./draw-humans.ts";
import { pick, pickSome } from "./pick.ts";
import { WATCHED_TABLES } from "./table-plans.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Groups that read each schema of `prod`, beside pipelines, which read all of it. */
const READERS: Readonly<Record<(typeof OWNED_SCHEMAS)[number], readonly string[]>> = {
  sales: [
    "sales",
    "finance-analysts",
    "product-analysts",
    "data-engineers",
    "data-scientists",
    "data-stewards",
    "applications",
  ],
  finance: ["finance", "auditors", "data-engineers"],
  marketing: ["marketing", "sales-analysts", "data-engineers", "data-scientists", "data-stewards"],
  product: [
    "product",
    "marketing-analysts",
    "data-engineers",
    "data-scientists",
    "data-stewards",
    "applications",
  ],
  people: ["people", "auditors"],
  ops: ["platform", "product", "data-engineers", "data-stewards"],
  features: ["data-scientists", "data-engineers"],
  reporting: ["employees", "applications"],
  landing: ["data-engineers"],
};

/** Schemas of `system` that those may read who watch the platform, and the auditors. */
const SYSTEM_READERS: readonly (readonly [string, readonly string[]])[] = [
  ["platform-observers", ["access", "billing", "compute", "lakeflow", "query"]],
  ["platform-admins", ["access", "billing", "compute", "lakeflow", "query"]],
  ["auditors", ["access"]],
];

const READ = ["USE_SCHEMA", "SELECT"] as const;
/** Share of humans who hold a grant of their own, given once and forgotten. */
const PERSONAL_GRANT_RATIO = 0.06;

/** Grants given before the world begins: mostly to groups on schemas, a few to persons on tables. */
export function addGrants(draft: WorldDraft, members: WorldMembers): void {
  const to = (type: SimulatedSecurable["type"], name: string) => ({
    give(principalId: string, privileges: readonly string[]) {
      grant(draft.account, { type, name }, { principalId, privileges });
    },
  });
  const group = members.groups.idOf;
  grantOnCatalogs(draft, members);
  for (const schema of OWNED_SCHEMAS)
    for (const reader of READERS[schema]) to("schema", `prod.${schema}`).give(group(reader), READ);
  for (const team of TEAMS)
    to("schema", `sandbox.${team}`).give(group(team), [...READ, "MODIFY", "CREATE_TABLE", "CREATE_FUNCTION"]);
  to("schema", "main.governance").give(group("employees"), ["USE_SCHEMA", "EXECUTE"]);
  to("schema", "prod.marketing").give(group("managers"), ["USE_SCHEMA"]);
  to("schema", "prod.features").give(group("data-scientists"), ["EXECUTE", "CREATE_TABLE", "CREATE_MODEL"]);
  for (const [reader, schemas] of SYSTEM_READERS) {
    to("catalog", "system").give(group(reader), ["USE_CATALOG"]);
    for (const schema of schemas) to("schema", `system.${schema}`).give(group(reader), READ);
  }
  for (const service of members.principals.services) grantToPipeline(draft, service);
  to("metastore", draft.account.metastoreId).give(group("platform-admins"), [
    "CREATE_CATALOG",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_STORAGE_CREDENTIAL",
    "CREATE_SHARE",
    "CREATE_RECIPIENT",
  ]);
  grantToProjects(draft, members);
  grantToGatehouse(draft, members);
  grantToPersons(draft, members);
}

function grantOnCatalogs(draft: WorldDraft, { groups }: WorldMembers): void {
  const give = (catalog: string, name: string, privileges: readonly string[]): void =>
    grant(
      draft.account,
      { type: "catalog", name: catalog },
      { principalId: groups.idOf(name), privileges: privileges },
    );
  for (const catalog of ["prod", "main", "sandbox"]) give(catalog, "employees", ["USE_CATALOG"]);
  for (const catalog of ["prod", "staging", "dev", "main", "sandbox"]) give(catalog, "employees", ["BROWSE"]);
  give("main", "employees", READ);
  for (const name of ["pipelines", "applications", "deployers"]) give("main", name, ["USE_CATALOG", ...READ]);
  give("prod", "pipelines", ["USE_CATALOG", ...READ]);
  give("prod", "applications", ["USE_CATALOG"]);
  for (const catalog of ["prod", "staging", "dev", "main", "sandbox"])
    give(catalog, "deployers", ["USE_CATALOG", "USE_SCHEMA", "BROWSE", "CREATE_SCHEMA", "MANAGE"]);
  for (const catalog of ["prod", "main"]) give(catalog, "reporting-data-owners", ["USE_CATALOG", ...READ]);
  give("main", "reporting-data-owners", ["EXECUTE"]);
  give("dev", "developers", ["ALL_PRIVILEGES"]);
  give("staging", "developers", ["USE_CATALOG", ...READ]);
  give("staging", "pipelines", ["USE_CATALOG", ...READ, "MODIFY", "CREATE_TABLE"]);
  give("main", "data-stewards", ["USE_CATALOG", "APPLY_TAG"]);
  give("prod", "data-stewards", ["APPLY_TAG", "USE_SCHEMA"]);
}

function grantToPipeline(draft: WorldDraft, service: ServiceDraft): void {
  for (const schema of service.schemas)
    grant(
      draft.account,
      { type: "schema", name: `prod.${schema}` },
      { principalId: service.principalId, privileges: [...READ, "MODIFY", "CREATE_TABLE"] },
    );
  if (service.displayName === "etl-core")
    for (const schema of ["main.core", "main.ref"])
      grant(
        draft.account,
        { type: "schema", name: schema },
        { principalId: service.principalId, privileges: ["MODIFY", "CREATE_TABLE"] },
      );
}

/**
 * The reader sees metadata, grants and telemetry of everything, and data of the watched tables alone, to profile them.
 * The responder manages access, and reads nothing.
 */
function grantToGatehouse(draft: WorldDraft, { principals }: WorldMembers): void {
  for (const catalog of ["prod", "staging", "dev", "main", "sandbox"]) {
    grant(
      draft.account,
      { type: "catalog", name: catalog },
      { principalId: principals.readerId, privileges: ["READ_METADATA", "BROWSE"] },
    );
    grant(
      draft.account,
      { type: "catalog", name: catalog },
      { principalId: principals.responderId, privileges: ["USE_CATALOG", "USE_SCHEMA", "MANAGE"] },
    );
  }
  grant(
    draft.account,
    { type: "catalog", name: "system" },
    { principalId: principals.readerId, privileges: ["READ_METADATA", "USE_CATALOG"] },
  );
  for (const { type, name } of draft.account.securables.values())
    if (type === "schema" && name.startsWith("system."))
      grant(draft.account, { type: "schema", name }, { principalId: principals.readerId, privileges: READ });
  grant(
    draft.account,
    { type: "metastore", name: draft.account.metastoreId },
    { principalId: principals.readerId, privileges: ["READ_METADATA"] },
  );
  for (const { plan } of WATCHED_TABLES) {
    const [catalog = "", schema = ""] = plan.table.split(".");
    grant(
      draft.account,
      { type: "catalog", name: catalog },
      { principalId: principals.readerId, privileges: ["USE_CATALOG"] },
    );
    grant(
      draft.account,
      { type: "schema", name: `${catalog}.${schema}` },
      { principalId: principals.readerId, privileges: ["USE_SCHEMA"] },
    );
    grant(
      draft.account,
      { type: "table", name: plan.table },
      { principalId: principals.readerId, privileges: ["SELECT"] },
    );
  }
}

/** A project reads two tables of the same schema. */
function grantToProjects(draft: WorldDraft, { groups }: WorldMembers): void {
  for (const principalId of groups.projects) {
    const random = draft.random.fork(`project ${principalId}`);
    const schema = `prod.${pick(random, OWNED_SCHEMAS)}`;
    grant(draft.account, { type: "schema", name: schema }, { principalId, privileges: ["USE_SCHEMA"] });
    for (const name of pickSome(random, tablesOf(draft.account, `${schema}.`), 2))
      grant(draft.account, { type: "table", name }, { principalId, privileges: ["SELECT"] });
  }
}

function grantToPersons(draft: WorldDraft, { humans }: WorldMembers): void {
  const random = draft.random.fork("personal grants");
  const tables = tablesOf(draft.account, "prod.").filter((name) => !name.startsWith("prod.people."));
  const count = Math.ceil(humans.length * PERSONAL_GRANT_RATIO);
  for (const { principalId } of pickSome(random, humans, count)) {
    const table = pick(random, tables);
    grant(
      draft.account,
      { type: "table", name: table },
      { principalId: principalId, privileges: ["SELECT"] },
    );
    grant(
      draft.account,
      { type: "schema", name: schemaOf(table) },
      { principalId: principalId, privileges: ["USE_SCHEMA"] },
    );
  }
  for (const schema of WORKSHOP_SCHEMAS) {
    const engineer = pick(
      random,
      humans.filter(({ role }) => role === "engineer"),
    );
    grant(
      draft.account,
      { type: "schema", name: `staging.${schema}` },
      { principalId: engineer.principalId, privileges: ["MODIFY", "CREATE_TABLE"] },
    );
  }
}

/** Full names of tables and views that begin with `prefix`, in order of name. */
export function tablesOf(account: Account, prefix: string): readonly string[] {
  const names: string[] = [];
  for (const { type, name } of account.securables.values())
    if (type === "table" && name.startsWith(prefix)) names.push(name);
  return names.toSorted();
}

/** `catalog.schema` of the name of a table, volume or function. */
export function schemaOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}
