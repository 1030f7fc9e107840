import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import type { RandomGenerator } from "../../stats/random.ts";
import { addUser, daysBefore } from "./draft-principals.ts";
import { FAMILY_NAMES, GIVEN_NAMES } from "./person-names.ts";
import { pick, pickWeighted } from "./pick.ts";
import type { Occupation, Team } from "./world.ts";
import type { WorldDraft } from "./world-draft.ts";

/** A part of the world with its clock; daylight saving is left out, so that a season is a clean one. */
export interface Region {
  readonly id: "amer" | "emea" | "apac";
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
  readonly share: number;
}

export const REGIONS: readonly Region[] = [
  { id: "amer", zoneMinutes: -300, share: 0.38 },
  { id: "emea", zoneMinutes: 60, share: 0.42 },
  { id: "apac", zoneMinutes: 330, share: 0.2 },
];

/** A human before anything is known about groups, tables and warehouses. */
export interface HumanDraft {
  readonly principalId: string;
  readonly userName: string;
  readonly team: Team;
  readonly role: Occupation;
  readonly region: Region;
  readonly workFrom: number;
  readonly workUntil: number;
  readonly absences: readonly { readonly from: EpochMs; readonly until: EpochMs }[];
  readonly hiredAt: EpochMs;
  readonly leavesAt: EpochMs | null;
  /** Relative activity; 0 for an account whose human does not come any more. */
  readonly activity: number;
}

export const TEAMS: readonly Team[] = [
  "sales",
  "finance",
  "marketing",
  "product",
  "platform",
  "people",
  "data",
];
const TEAM_WEIGHTS = [0.22, 0.12, 0.13, 0.17, 0.11, 0.06, 0.19];

/** Roles of a team by weight. */
const ROLES: Readonly<Record<Team, readonly (readonly [Occupation, number])[]>> = {
  sales: [
    ["analyst", 0.85],
    ["manager", 0.15],
  ],
  finance: [
    ["analyst", 0.75],
    ["manager", 0.13],
    ["auditor", 0.12],
  ],
  marketing: [
    ["analyst", 0.85],
    ["manager", 0.15],
  ],
  product: [
    ["analyst", 0.6],
    ["scientist", 0.28],
    ["manager", 0.12],
  ],
  platform: [
    ["engineer", 0.85],
    ["admin", 0.15],
  ],
  people: [
    ["analyst", 0.75],
    ["manager", 0.25],
  ],
  data: [
    ["engineer", 0.55],
    ["scientist", 0.3],
    ["steward", 0.15],
  ],
};

/** The first humans: every account has these, however small. */
const FOUNDERS: readonly (readonly [Team, Occupation])[] = [
  ["platform", "admin"],
  ["platform", "admin"],
  ["platform", "engineer"],
  ["platform", "engineer"],
  ["data", "engineer"],
  ["data", "engineer"],
  ["data", "steward"],
  ["data", "steward"],
  ["data", "scientist"],
  ["sales", "analyst"],
  ["sales", "manager"],
  ["finance", "analyst"],
  ["finance", "auditor"],
  ["finance", "manager"],
  ["marketing", "analyst"],
  ["product", "analyst"],
  ["product", "scientist"],
  ["people", "analyst"],
];

/** Chances that a human is hired, or leaves, within 100 days of the plan. */
const HIRE_CHANCE = 0.04;
const LEAVE_CHANCE = 0.03;
const SLEEPER_CHANCE = 0.03;
/** Absences a human takes in 100 days. */
const ABSENCES_PER_100_DAYS = 1.6;

/**
 * Humans of the account, as users synced from the identity provider. Those hired later are there, but inactive; of one
 * at least the account sleeps: its human does not come any more.
 */
export function drawHumans(draft: WorldDraft, humanCount: number): readonly HumanDraft[] {
  const random = draft.random.fork("humans");
  const taken = new Set<string>();
  const humans = Array.from({ length: humanCount }, (_, index) => {
    const founder = FOUNDERS[index];
    const team = founder?.[0] ?? pickWeighted(random, TEAMS, TEAM_WEIGHTS);
    const roles = ROLES[team];
    const role =
      founder?.[1] ??
      pickWeighted(
        random,
        roles.map(([name]) => name),
        roles.map(([, weight]) => weight),
      );
    return drawHuman(draft, random, { team, role, isFounder: founder !== undefined, taken });
  });
  return withSleeper(draft, humans);
}

/** The last human who could be away for good is, unless somebody is already. */
function withSleeper(draft: WorldDraft, humans: readonly HumanDraft[]): readonly HumanDraft[] {
  if (humans.some(({ activity }) => activity === 0)) return humans;
  const place = humans.findLastIndex(
    ({ hiredAt, leavesAt }, index) =>
      index >= FOUNDERS.length && hiredAt < draft.startAt && leavesAt === null,
  );
  return humans.map((human, index) => (index === place ? { ...human, activity: 0 } : human));
}

interface Post {
  readonly team: Team;
  readonly role: Occupation;
  readonly isFounder: boolean;
  readonly taken: Set<string>;
}

function drawHuman(draft: WorldDraft, random: RandomGenerator, post: Post): HumanDraft {
  const name = drawName(random, post.taken);
  const region = pickWeighted(
    random,
    REGIONS,
    REGIONS.map(({ share }) => share),
  );
  const workFrom = 7 * 60 + 15 * random.below(11);
  const spanOfPlan = draft.dayCount / 100;
  const isHiredLater = !post.isFounder && random.uniform() < HIRE_CHANCE * spanOfPlan;
  const leaves = !post.isFounder && !isHiredLater && random.uniform() < LEAVE_CHANCE * spanOfPlan;
  const isSleeper = !post.isFounder && !isHiredLater && !leaves && random.uniform() < SLEEPER_CHANCE;
  const hiredAt = isHiredLater ? momentWithin(draft, random) : daysBefore(draft, 40 + random.below(1500));
  const principalId = addUser(draft, { ...name, createdAt: epochMs(Math.min(hiredAt, draft.startAt)) });
  const principal = draft.account.principals.get(principalId);
  if (isHiredLater && principal !== undefined) principal.isActive = false;
  return {
    principalId,
    userName: name.userName,
    team: post.team,
    role: post.role,
    region,
    workFrom,
    workUntil: workFrom + 8 * 60 + 15 * random.below(7),
    absences: drawAbsences(draft, random),
    hiredAt,
    leavesAt: leaves ? momentWithin(draft, random) : null,
    activity: isSleeper ? 0 : Math.exp(0.5 * random.normal()),
  };
}

function drawName(
  random: RandomGenerator,
  taken: Set<string>,
): { readonly userName: string; readonly displayName: string } {
  const given = pick(random, GIVEN_NAMES);
  const family = pick(random, FAMILY_NAMES);
  let local = `${given}.${family}`;
  for (let number = 2; taken.has(local); number++) local = `${given}.${family}${number}`;
  taken.add(local);
  return { userName: `${local}@example.com`, displayName: `${capitalized(given)} ${capitalized(family)}` };
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Morning of a day of the plan, neither the first nor the last. */
function momentWithin(draft: WorldDraft, random: RandomGenerator): EpochMs {
  const day = 1 + random.below(Math.max(1, draft.dayCount - 2));
  return epochMs(draft.startAt + day * DAY_MS + 7 * 3_600_000);
}

/** Vacations of one or two weeks, and single days. */
function drawAbsences(
  draft: WorldDraft,
  random: RandomGenerator,
): readonly { readonly from: EpochMs; readonly until: EpochMs }[] {
  const count = random.poisson((ABSENCES_PER_100_DAYS * draft.dayCount) / 100);
  return Array.from({ length: count }, () => {
    const from = draft.startAt + random.below(draft.dayCount) * DAY_MS;
    const dayCount = pickWeighted(random, [1, 2, 7, 12], [0.45, 0.15, 0.25, 0.15]);
    return { from: epochMs(from), until: epochMs(from + dayCount * DAY_MS) };
  });
}
