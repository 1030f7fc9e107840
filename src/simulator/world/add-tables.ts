import { epochMs } from "../../domain/units.ts";
import type { RandomGenerator } from "../../stats/random.ts";
import type { SimulatedSecurable, TableColumn } from "../account/account.ts";
import { addSecurable } from "../account/add-securable.ts";
import { WORKSHOP_SCHEMAS } from "./add-catalogs.ts";
import { OWNED_SCHEMAS } from "./add-groups.ts";
import { pipelineOf } from "./add-service-principals.ts";
import { daysBefore } from "./draft-principals.ts";
import { securableOf } from "./draft-securables.ts";
import { TEAMS } from "./draw-humans.ts";
import { memberAt, pick, pickSome } from "./pick.ts";
import { WATCHED_TABLES, type WatchedTable } from "./table-plans.ts";
import {
  ATTRIBUTE_COLUMNS,
  LANDING_TABLES,
  MEASURE_COLUMNS,
  TABLE_FORMS,
  TABLE_NOUNS,
} from "./table-words.ts";
import { plainColumn, type WorldDraft, worldSizes } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Median rows of a table that is known by its size alone, and the spread of the log-normal around it. */
const ROW_COUNT_MEDIAN = 400_000;
const ROW_COUNT_SPREAD = 1.6;
/** Share of tables whose owner is who made them, not the group that owns the schema. */
const PERSONAL_OWNER_RATIO = 0.12;
const REFERENCE_TABLES = ["currencies", "countries", "calendar", "product_groups"] as const;

/** Adds the watched tables, and tables of drawn names to every schema. */
export function addTables(draft: WorldDraft, members: WorldMembers): void {
  for (const watched of WATCHED_TABLES) addWatchedTable(draft, members, watched);
  const { tablesPerSchema } = worldSizes(draft.preset);
  for (const name of LANDING_TABLES) addDrawnTable(draft, members, `prod.landing.${name}`);
  for (const schema of OWNED_SCHEMAS)
    addDrawnTables(draft, members, { schema: `prod.${schema}`, count: tablesPerSchema });
  for (const schema of WORKSHOP_SCHEMAS) {
    addDrawnTables(draft, members, { schema: `staging.${schema}`, count: Math.ceil(tablesPerSchema / 3) });
    addDrawnTables(draft, members, { schema: `dev.${schema}`, count: Math.ceil(tablesPerSchema / 3) });
  }
  for (const name of REFERENCE_TABLES) addDrawnTable(draft, members, `main.ref.${name}`);
  const sandboxCount = Math.max(2, Math.ceil(tablesPerSchema / 6));
  for (const team of TEAMS)
    for (let number = 1; number <= sandboxCount; number++)
      addDrawnTable(draft, members, `sandbox.${team}.scratch_${number}`);
}

function addWatchedTable(draft: WorldDraft, { principals }: WorldMembers, { plan }: WatchedTable): void {
  const [catalog = "", schema = ""] = plan.table.split(".");
  const writer = pipelineOf(principals.services, catalog === "prod" ? schema : "landing");
  addTable(draft, {
    name: plan.table,
    owner: securableOf(draft, "schema", `${catalog}.${schema}`).owner,
    createdBy: writer.applicationId,
    columns: plan.columns.map(({ name, type, nullRatio, draw }) =>
      plainColumn(name, type, draw !== "id" && nullRatio > 0),
    ),
    hasRows: true,
    rowCount: plan.rowCount * plan.keptVersionCount,
  });
}

function addDrawnTables(
  draft: WorldDraft,
  members: WorldMembers,
  { schema, count }: { readonly schema: string; readonly count: number },
): void {
  const nouns = TABLE_NOUNS[schema.slice(schema.indexOf(".") + 1)] ?? [];
  const forms = nouns.flatMap((noun) => TABLE_FORMS.map((form) => form.replace("{}", noun)));
  for (const name of pickSome(draft.random.fork(`names ${schema}`), forms, count))
    addDrawnTable(draft, members, `${schema}.${name}`);
}

function addDrawnTable(draft: WorldDraft, members: WorldMembers, name: string): void {
  const random = draft.random.fork(`table ${name}`);
  const [catalog = "", schema = ""] = name.split(".");
  const schemaOwner = securableOf(draft, "schema", `${catalog}.${schema}`).owner;
  const maker =
    catalog === "prod" ? pipelineOf(members.principals.services, schema) : makerOf(random, members);
  addTable(draft, {
    name,
    owner: random.uniform() < PERSONAL_OWNER_RATIO ? maker.principalId : schemaOwner,
    createdBy: "applicationId" in maker ? maker.applicationId : maker.userName,
    columns: drawColumns(random, memberAt(name.split("."), 2)),
    hasRows: false,
    rowCount: Math.round(ROW_COUNT_MEDIAN * Math.exp(ROW_COUNT_SPREAD * random.normal())),
  });
}

function makerOf(
  random: RandomGenerator,
  { humans }: WorldMembers,
): { readonly principalId: string; readonly userName: string } {
  return pick(
    random,
    humans.filter(({ role }) => role === "engineer"),
  );
}

interface TableDraft {
  readonly name: string;
  readonly owner: string;
  readonly createdBy: string;
  readonly columns: readonly TableColumn[];
  readonly hasRows: boolean;
  readonly rowCount: number;
}

function addTable(draft: WorldDraft, table: TableDraft): SimulatedSecurable {
  const random = draft.random.fork(`created ${table.name}`);
  const added = addSecurable(draft.account, {
    type: "table",
    name: table.name,
    owner: table.owner,
    createdAt: daysBefore(draft, 20 + 500 * random.uniform()),
    createdBy: table.createdBy,
    detail: {
      kind: "table",
      tableType: "MANAGED",
      columns: table.columns,
      rowFilter: null,
      viewText: null,
      viewDependencies: [],
      hasRows: table.hasRows,
      rowCount: table.rowCount,
    },
  });
  added.updatedAt = epochMs(
    added.createdAt + Math.floor(random.uniform() * (draft.startAt - added.createdAt)),
  );
  return added;
}

/** An id, a moment, and some attributes and measures. */
function drawColumns(random: RandomGenerator, table: string): readonly TableColumn[] {
  return [
    plainColumn(`${table}_id`, "bigint", false),
    plainColumn("updated_at", "timestamp", false),
    ...pickSome(random, ATTRIBUTE_COLUMNS, 2 + random.below(4)).map(([name, type]) =>
      plainColumn(name, type),
    ),
    ...pickSome(random, MEASURE_COLUMNS, 1 + random.below(4)).map(([name, type]) => plainColumn(name, type)),
  ];
}
