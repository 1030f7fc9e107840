import type { EpochMs } from "../../domain/units.ts";
import { type Account, principalName, type SimulatedPrincipal } from "../account/account.ts";
import type { Act, ActOrigin, SecurableRef } from "../acts/act.ts";
import type { DashboardPlan, Person, World } from "../world/world.ts";
import { HUMAN_EVENTS_PER_DAY, SERVICE_EVENTS_PER_HOUR } from "./event-table.ts";
import { shareSum } from "./season.ts";
import type { SeededDraws } from "./seeded-draws.ts";
import { type TableTexts, tableTexts } from "./statement-texts.ts";

/** Kinds of streams of draws; the two numbers beside them say whose and when. */
export const STREAMS = {
  personDay: 1,
  humanHour: 2,
  serviceHour: 3,
  jobRun: 4,
  dashboardHour: 5,
  platformHour: 6,
  identityDay: 7,
  stewardDay: 8,
  deployment: 9,
  warehouseHour: 10,
} as const;

/** What life works with: the world, and everything about it that is looked up again and again, made once. */
export interface LifeFrame {
  readonly world: World;
  readonly account: Account;
  readonly draws: SeededDraws;
  readonly humans: readonly LivingPerson[];
  readonly services: readonly LivingPerson[];
  readonly sensitiveTables: readonly TableTexts[];
  /** By full name. */
  readonly texts: (name: string) => TableTexts;
  /** Usual address by name of a person. */
  readonly addressOf: ReadonlyMap<string, string>;
}

/** A person with what a day changes; the day is derived anew when another one is asked for. */
export interface LivingPerson {
  readonly person: Person;
  /** Place among all persons, which its streams of draws are told apart by. */
  readonly index: number;
  /** Running sums of the events of a day (humans) or an hour (services). */
  readonly eventSums: readonly number[];
  readonly shareSum: number;
  readonly tables: readonly TableTexts[];
  readonly writes: readonly TableTexts[];
  readonly dashboards: readonly DashboardPlan[];
  readonly notebooks: readonly NotebookParams[];
  /** Local day that the rest was derived for; −1 for none. */
  day: number;
  /** Activity of that day relative to the mean; 0 when absent. */
  dayRatio: number;
  address: string;
}

/** Parameters of calls that name one notebook. */
export interface NotebookParams {
  readonly id: string;
  readonly open: Readonly<Record<string, string>>;
  readonly attach: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  /** Of a file beside the notebook. */
  readonly file: Readonly<Record<string, string>>;
}

/** One hour that acts are asked for. */
export interface LifeHour {
  readonly at: EpochMs;
  readonly untilMs: number;
  /** Hours since 1970-01-01T00:00:00Z. */
  readonly index: number;
  /** ISO dates some days back, as texts have them. */
  readonly dates: readonly string[];
  /** Product of the disturbances `activity` that hold, by team; "" for those of everybody. */
  readonly activity: (team: string) => number;
  /** Whether verbose audit events are on, by workspace. */
  readonly isVerbose: (workspaceId: string) => boolean;
  readonly acts: Act[];
}

const NOTEBOOK_COUNT = 3;

/** Makes the frame for a world and its account. */
export function openFrame(world: World, account: Account, draws: SeededDraws): LifeFrame {
  const known = new Map<string, TableTexts>();
  const texts = (name: string): TableTexts => {
    const found = known.get(name) ?? tableTexts(account, name);
    known.set(name, found);
    return found;
  };
  const clusterOf = new Map(world.clusters.map(({ workspaceId, id }) => [workspaceId, id]));
  const viewed = new Map<string, DashboardPlan[]>();
  for (const dashboard of world.dashboards)
    for (const viewer of dashboard.viewers) viewed.set(viewer, [...(viewed.get(viewer) ?? []), dashboard]);
  const living = world.persons.map(
    (person, index): LivingPerson => ({
      person,
      index,
      eventSums: sumsOf(
        person.duty === null ? HUMAN_EVENTS_PER_DAY[person.role] : SERVICE_EVENTS_PER_HOUR[person.duty],
      ),
      shareSum: shareSum(person),
      tables: person.tables.map(texts),
      writes: person.writes.map(texts),
      dashboards: viewed.get(person.name) ?? [],
      notebooks: notebooksOf(person, clusterOf),
      day: -1,
      dayRatio: 0,
      address: person.addresses[0] ?? "",
    }),
  );
  return {
    world,
    account,
    draws,
    humans: living.filter(({ person }) => person.kind === "human"),
    services: living.filter(({ person }) => person.kind === "service"),
    sensitiveTables: world.sensitiveTables.map(texts),
    texts,
    addressOf: new Map(world.persons.map(({ name, addresses }) => [name, addresses[0] ?? ""])),
  };
}

function sumsOf(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

function notebooksOf(person: Person, clusterOf: ReadonlyMap<string, string>): readonly NotebookParams[] {
  const clusterId = clusterOf.get(person.workspaceIds[0] ?? "") ?? "";
  return Array.from({ length: NOTEBOOK_COUNT }, (_, number) => {
    const id = String(Number(person.principalId.slice(-10)) * NOTEBOOK_COUNT + number);
    return {
      id,
      open: Object.freeze({ notebookId: id }),
      attach: Object.freeze({ notebookId: id, clusterId }),
      file: Object.freeze({ path: `/Workspace/Users/${person.name}/lib_${number + 1}.py` }),
      exported: Object.freeze({
        workspaceExportFormat: "SOURCE",
        workspaceExportDirectDownload: "true",
        notebookFullPath: `/Users/${person.name}/notebook_${number + 1}`,
      }),
    };
  });
}

/** Index of the event that a draw in [0, 1) hits in running sums. */
export function hitIndex(sums: readonly number[], draw: number): number {
  const wanted = draw * (sums[sums.length - 1] ?? 0);
  let index = 0;
  while (index < sums.length - 1 && wanted >= (sums[index] ?? 0)) index++;
  return index;
}

/** A member of a list that is not empty, where an empty one would be a mistake of the plan. */
export function drawOf<Member>(draws: SeededDraws, members: readonly Member[]): Member | undefined {
  return members[draws.below(members.length)];
}

/** Whether the person is in the account and may sign in, as the account stands. */
export function isActive(account: Account, person: Person): boolean {
  return account.principals.get(person.principalId)?.isActive === true;
}

/** Name of a principal by numeric id, as acts have it; null when it is gone. */
export function actorName(account: Account, id: string): string | null {
  const principal: SimulatedPrincipal | undefined = account.principals.get(id);
  return principal === undefined ? null : principalName(principal);
}

/** Where and by what a person acts in an hour; the token is null unless a call is made with it. */
export function originOf({ person, address }: LivingPerson, at: EpochMs): ActOrigin {
  return {
    at,
    actor: person.name,
    workspaceId: person.workspaceIds[0] ?? null,
    address,
    userAgent: person.userAgents[0] ?? "",
    tokenId: null,
  };
}

export const NO_READS: readonly SecurableRef[] = Object.freeze([]);
