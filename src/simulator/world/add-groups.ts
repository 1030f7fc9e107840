import type { ServicePrincipals } from "./add-service-principals.ts";
import { addGroup } from "./draft-principals.ts";
import type { HumanDraft } from "./draw-humans.ts";
import { REGIONS, TEAMS } from "./draw-humans.ts";
import { entryOf, pickSome } from "./pick.ts";
import type { Occupation } from "./world.ts";
import { type WorldDraft, worldSizes } from "./world-draft.ts";

/** Numeric ids of the groups of an account by display name. */
export interface AccountGroups {
  readonly idOf: (displayName: string) => string;
  /** Groups of projects, which people join for a while. */
  readonly projects: readonly string[];
  /** Synced groups that people are moved in and out of. */
  readonly rotations: readonly string[];
}

/** Groups of a role, across teams. */
const ROLE_GROUPS: readonly (readonly [string, readonly Occupation[]])[] = [
  ["data-engineers", ["engineer"]],
  ["data-scientists", ["scientist"]],
  ["data-stewards", ["steward"]],
  ["platform-admins", ["admin"]],
  ["auditors", ["auditor"]],
  ["managers", ["manager"]],
];

/** Schemas of `prod` whose owner is a group of their own: stewards, and people of the team. */
export const OWNED_SCHEMAS = [
  "sales",
  "finance",
  "marketing",
  "product",
  "people",
  "ops",
  "features",
  "reporting",
  "landing",
] as const;

const POD_MEMBER_COUNT = 12;
const PROJECT_WORDS = (
  "aurora basalt cedar delta ember fjord granite harbor indigo juniper kestrel lagoon meadow nimbus onyx prairie " +
  "quartz ridge sierra tundra umber vista willow yonder zephyr alder birch coral dune estuary"
).split(" ");

/** Adds the groups of the account, nested and filled, the local ones of workspaces and those of the platform. */
export function addGroups(
  draft: WorldDraft,
  humans: readonly HumanDraft[],
  principals: ServicePrincipals,
): AccountGroups {
  const ids = new Map<string, string>();
  const add = (displayName: string, members: readonly string[], isSynced: boolean): string => {
    const id = addGroup(draft, { displayName, members, isSynced });
    ids.set(displayName, id);
    return id;
  };
  const teamIds = TEAMS.map((team) =>
    add(
      team,
      REGIONS.map(({ id }) => addRegionalGroup(draft, add, membersOf(humans, { team, region: id }))),
      true,
    ),
  );
  add("employees", teamIds, true);
  for (const [name, roles] of ROLE_GROUPS)
    add(name, idsOf(humans.filter(({ role }) => roles.includes(role))), true);
  for (const team of ["sales", "finance", "marketing", "product", "people"] as const)
    add(`${team}-analysts`, idsOf(humans.filter((h) => h.team === team && h.role === "analyst")), true);
  add(
    "analysts",
    ["sales", "finance", "marketing", "product", "people"].map((t) => entryOf(ids, `${t}-analysts`)),
    true,
  );
  add(
    "developers",
    [entryOf(ids, "data-engineers"), entryOf(ids, "data-scientists"), entryOf(ids, "platform")],
    true,
  );
  addSpecialGroups(draft, humans, { principals, ids, add });
  const projects = PROJECT_WORDS.slice(0, worldSizes(draft.preset).projectCount).map((word) =>
    add(`project-${word}`, [], false),
  );
  const rotations = REGIONS.map(({ id }) => add(`on-duty-${id}`, [], true));
  addLocalGroups(draft);
  return { idOf: (displayName) => entryOf(ids, displayName), projects, rotations };
}

type AddGroup = (displayName: string, members: readonly string[], isSynced: boolean) => string;

function idsOf(humans: readonly HumanDraft[]): readonly string[] {
  return humans.map(({ principalId }) => principalId);
}

function membersOf(
  humans: readonly HumanDraft[],
  place: { readonly team: string; readonly region: string },
): { readonly name: string; readonly members: readonly string[] } {
  const members = humans.filter(({ team, region }) => team === place.team && region.id === place.region);
  return { name: `${place.team}-${place.region}`, members: idsOf(members) };
}

/** A group of one team in one region; in large accounts people are in groups of a dozen below it. */
function addRegionalGroup(
  draft: WorldDraft,
  add: AddGroup,
  { name, members }: { readonly name: string; readonly members: readonly string[] },
): string {
  if (!worldSizes(draft.preset).hasPods || members.length <= POD_MEMBER_COUNT)
    return add(name, members, true);
  const pods: string[] = [];
  for (let at = 0; at < members.length; at += POD_MEMBER_COUNT) {
    const number = String(at / POD_MEMBER_COUNT + 1).padStart(2, "0");
    pods.push(add(`${name}-${number}`, members.slice(at, at + POD_MEMBER_COUNT), true));
  }
  return add(name, pods, true);
}

interface SpecialGroups {
  readonly principals: ServicePrincipals;
  readonly ids: ReadonlyMap<string, string>;
  readonly add: AddGroup;
}

/** Groups kept in the account itself: owners of data, exemptions, service principals. */
function addSpecialGroups(
  draft: WorldDraft,
  humans: readonly HumanDraft[],
  { principals, ids, add }: SpecialGroups,
): void {
  const random = draft.random.fork("special groups");
  const stewards = humans.filter(({ role }) => role === "steward");
  const engineers = humans.filter(({ team, role }) => team === "data" && role === "engineer");
  for (const schema of OWNED_SCHEMAS) {
    const ofTeam = humans.filter(({ team, role }) => team === schema && role === "manager");
    const owners = [
      ...pickSome(random, stewards, 3),
      ...pickSome(random, ofTeam, 1),
      ...pickSome(random, engineers, 2),
    ];
    add(`${schema}-data-owners`, idsOf(owners), false);
  }
  add("pipelines", idsOfDuty(principals, ["pipeline", "features"]), false);
  add("applications", idsOfDuty(principals, ["application", "dashboards"]), false);
  add("deployers", idsOfDuty(principals, ["infrastructure", "release"]), false);
  add("metastore-admins", idsOf(humans.filter(({ role }) => role === "admin").slice(0, 2)), false);
  add("pii-readers", [entryOf(ids, "people"), ...idsOf(stewards)], false);
  add(
    "customers-global",
    idsOf(humans.filter(({ role }) => role === "manager" || role === "scientist")),
    false,
  );
  add("databricks_pii_access", idsOf(humans.filter(({ role }) => role === "auditor")), false);
  add(
    "platform-observers",
    idsOf(humans.filter(({ team, role }) => team === "platform" && role === "engineer").slice(0, 3)),
    false,
  );
}

function idsOfDuty({ services }: ServicePrincipals, duties: readonly string[]): readonly string[] {
  return services.filter(({ duty }) => duties.includes(duty)).map(({ principalId }) => principalId);
}

/** Groups that people made in a workspace. Nothing in the metastore can be granted to them. */
function addLocalGroups(draft: WorldDraft): void {
  const users = [...draft.account.principals.values()].filter(({ kind }) => kind === "user");
  const random = draft.random.fork("local groups");
  for (const [displayName, workspaceId] of [
    ["notebook-guild", draft.workspaceIds.analytics],
    ["on-call", draft.workspaceIds.prod],
  ] as const) {
    const members = pickSome(random, users, 5).map(({ id }) => id);
    addGroup(draft, { displayName, workspaceId, members });
  }
}
