import type { RandomGenerator } from "../../stats/random.ts";
import type { Account } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { schemaOf, tablesOf } from "./add-grants.ts";
import type { ServiceDraft } from "./add-service-principals.ts";
import type { WarehouseIds } from "./add-warehouses.ts";
import { daysBefore } from "./draft-principals.ts";
import type { HumanDraft } from "./draw-humans.ts";
import { drawAddresses, drawUserAgents, SERVICE_USER_AGENTS, serviceAddress } from "./networks.ts";
import { entryOf, pick, pickSome } from "./pick.ts";
import type { Occupation, Person } from "./world.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Tables a human works with, and those of other teams among them at most. */
const OWN_TABLE_COUNT = 7;
const OTHER_TABLE_COUNT = 3;
const WRITTEN_TABLE_COUNT = 3;
/** Share of engineers and scientists whose usual workspace is `dev`. */
const DEV_RATIO = 0.2;
const ANALYTICS_SCIENTIST_RATIO = 0.5;
const APPLICATIONS = [
  "Databricks SQL Editor",
  "Databricks Notebooks",
  "Power BI",
  "Databricks SQL Dashboard",
] as const;

interface PersonParts {
  readonly warehouses: WarehouseIds;
  /** Ids of personal access tokens by numeric id of their owners. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Everybody who acts by a plan: humans, and service principals but those of Gatehouse. */
export function drawPersons(draft: WorldDraft, members: WorldMembers, parts: PersonParts): readonly Person[] {
  const schemas = schemasWithTables(draft.account);
  const newcomers = members.humans.filter(({ hiredAt }) => hiredAt > draft.startAt);
  setActive(draft, newcomers, true);
  const humans = members.humans.map((human) => drawHuman(draft, human, { ...parts, schemas }));
  const services = members.principals.services.map((service) =>
    drawService(draft, service, { ...parts, schemas }),
  );
  setActive(draft, newcomers, false);
  const persons = [...humans, ...services];
  const mean = persons.reduce((sum, { activity }) => sum + activity, 0) / persons.length;
  return persons.map((person) => ({ ...person, activity: person.activity / mean }));
}

/** Who is hired later is asked what that person may from the first day on. */
function setActive(draft: WorldDraft, humans: readonly HumanDraft[], isActive: boolean): void {
  for (const { principalId } of humans) entryOf(draft.account.principals, principalId).isActive = isActive;
  draft.account.revision++;
}

type Parts = PersonParts & { readonly schemas: ReadonlyMap<string, readonly string[]> };

/** Tables and views by `catalog.schema`, without those of `system`. */
function schemasWithTables(account: Account): ReadonlyMap<string, readonly string[]> {
  const schemas = new Map<string, string[]>();
  for (const name of tablesOf(account, ""))
    if (!name.startsWith("system.")) {
      const schema = schemaOf(name);
      const known = schemas.get(schema);
      if (known === undefined) schemas.set(schema, [name]);
      else known.push(name);
    }
  return schemas;
}

function drawHuman(draft: WorldDraft, human: HumanDraft, parts: Parts): Person {
  const random = draft.random.fork(`person ${human.userName}`);
  const workspaceIds = workspacesOf(draft, human.role, random);
  const workspaceId = workspaceIds[0] ?? draft.workspaceIds.analytics;
  const mayOn = (type: "schema" | "table", privilege: string) => (name: string) =>
    checkPrivilege(draft.account, {
      principalId: human.principalId,
      workspaceId,
      securable: { type, name },
      privilege,
    }) === null;
  const readable = [...parts.schemas.keys()].filter(mayOn("schema", "SELECT"));
  const mayModify = mayOn("schema", "MODIFY");
  const writable = readable.filter((schema) => /^(sandbox|dev)\./.test(schema) && mayModify(schema));
  return {
    kind: "human",
    duty: null,
    principalId: human.principalId,
    name: human.userName,
    team: human.team,
    role: human.role,
    workspaceIds,
    zoneMinutes: human.region.zoneMinutes,
    workFrom: human.workFrom,
    workUntil: human.workUntil,
    addresses: drawAddresses(random, human.region.id),
    userAgents: drawUserAgents(random),
    application: random.uniform() < 0.6 ? APPLICATIONS[0] : pick(random, APPLICATIONS.slice(1)),
    tokenId: parts.tokens.get(human.principalId) ?? null,
    warehouseId: warehouseOf(draft, workspaceId, { warehouses: parts.warehouses, random }),
    // Who owns a schema may read it as such, but not the tables in it.
    tables: pickTables(random, human, { readable, schemas: parts.schemas }).filter(mayOn("table", "SELECT")),
    writes: pickSome(
      random,
      writable.flatMap((schema) => parts.schemas.get(schema) ?? []),
      WRITTEN_TABLE_COUNT,
    ).filter(mayOn("table", "MODIFY")),
    activity: human.activity,
    absences: human.absences,
    hiredAt: human.hiredAt,
    leavesAt: human.leavesAt,
  };
}

function workspacesOf(draft: WorldDraft, role: Occupation, random: RandomGenerator): readonly string[] {
  const { prod, analytics, dev } = draft.workspaceIds;
  if (role === "engineer") return random.uniform() < DEV_RATIO ? [dev, prod] : [prod, dev];
  if (role === "scientist")
    return random.uniform() < ANALYTICS_SCIENTIST_RATIO ? [analytics, prod, dev] : [prod, analytics, dev];
  if (role === "admin") return [prod, analytics, dev];
  return role === "steward" ? [analytics, prod] : [analytics];
}

function warehouseOf(
  draft: WorldDraft,
  workspaceId: string,
  { warehouses, random }: { readonly warehouses: WarehouseIds; readonly random: RandomGenerator },
): string {
  if (workspaceId === draft.workspaceIds.prod) return warehouses.engineering;
  return workspaceId === draft.workspaceIds.dev ? warehouses.workshop : pick(random, warehouses.analytics);
}

interface Readable {
  readonly readable: readonly string[];
  readonly schemas: ReadonlyMap<string, readonly string[]>;
}

/** Favorites from the schema of the team, then some from elsewhere; the watched table of the team comes first. */
function pickTables(
  random: RandomGenerator,
  human: HumanDraft,
  { readable, schemas }: Readable,
): readonly string[] {
  const own = readable.filter((schema) =>
    OWN_SCHEMAS[human.team].includes(schema.slice(schema.indexOf(".") + 1)),
  );
  const other = readable.filter((schema) => !own.includes(schema));
  const tablesIn = (names: readonly string[]) => names.flatMap((schema) => schemas.get(schema) ?? []);
  const favorites = pickSome(random, tablesIn(own), 2 + random.below(OWN_TABLE_COUNT));
  const others = pickSome(random, tablesIn(other), 1 + random.below(OTHER_TABLE_COUNT));
  const watched = tablesIn(own).filter((name) => FAVORITES.has(name));
  const first = watched.length > 0 ? [pick(random, watched)] : [];
  return [...new Set([...first, ...favorites, ...others])];
}

const OWN_SCHEMAS: Readonly<Record<HumanDraft["team"], readonly string[]>> = {
  sales: ["sales", "reporting"],
  finance: ["finance", "sales", "reporting"],
  marketing: ["marketing", "reporting"],
  product: ["product", "features", "reporting"],
  platform: ["ops", "landing", "product"],
  people: ["people", "reporting"],
  data: ["sales", "finance", "product", "features", "landing", "core"],
};

/** What the teams look at day by day. */
const FAVORITES = new Set([
  "prod.sales.orders",
  "prod.sales.order_items",
  "prod.finance.payments",
  "prod.finance.invoices",
  "prod.people.employees",
  "prod.marketing.leads",
  "prod.product.events",
  "prod.features.customer_churn",
  "prod.ops.support_tickets",
  "prod.reporting.daily_revenue",
]);

/** Tables that a pipeline reads and writes by hand-free work are in the plans of jobs; these are what it looks at. */
function drawService(draft: WorldDraft, service: ServiceDraft, { warehouses, schemas }: Parts): Person {
  const random = draft.random.fork(`service ${service.applicationId}`);
  const isPipeline = service.duty === "pipeline" || service.duty === "features";
  const { prod, analytics } = draft.workspaceIds;
  const isInAnalytics = service.duty === "dashboards" || service.duty === "application";
  const readable = isPipeline
    ? service.schemas.map((schema) => `prod.${schema}`)
    : ["prod.sales", "prod.product", "prod.reporting"];
  const tables = isInAnalytics || isPipeline ? readable.flatMap((schema) => schemas.get(schema) ?? []) : [];
  return {
    kind: "service",
    duty: service.duty,
    principalId: service.principalId,
    name: service.applicationId,
    team: service.team,
    role: "engineer",
    workspaceIds: isInAnalytics ? [analytics] : [prod, analytics, draft.workspaceIds.dev],
    zoneMinutes: 0,
    workFrom: 0,
    workUntil: 24 * 60,
    addresses: [serviceAddress(random)],
    userAgents: [SERVICE_USER_AGENTS[service.duty]],
    application: service.duty === "dashboards" ? "Power BI" : "Databricks SQL Driver for Python",
    tokenId: null,
    warehouseId: isInAnalytics ? warehouses.dashboards : warehouses.pipelines,
    tables: pickSome(random, tables, 6),
    writes: [],
    activity: Math.exp(0.3 * random.normal()),
    absences: [],
    hiredAt: daysBefore(draft, 300),
    leavesAt: null,
  };
}
