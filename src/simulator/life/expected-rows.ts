import { DAY_MS } from "../../domain/units.ts";
import type { Person, World } from "../world/world.ts";
import {
  HUMAN_EVENTS,
  HUMAN_EVENTS_PER_DAY,
  type HumanEvent,
  REFRESHES_PER_HOUR,
  SERVICE_EVENTS,
  SERVICE_EVENTS_PER_HOUR,
  type ServiceEvent,
} from "./event-table.ts";
import { dayWeight, isPresent, localDayOf } from "./season.ts";

/** Worlds have more rows than their preset promises, by this share: draws scatter, and nobody promises the least. */
const MARGIN_RATIO = 0.12;
/**
 * Audit and query rows that a statement leaves: one of query history, two verbose events, three tenths of metadata
 * calls, and credentials, of which compute keeps each for an hour.
 */
const ROWS_PER_STATEMENT = 3.85;
const ROWS_PER_WRITE = 4.7;
const ROWS_PER_VIEW = 7;
/** Rows of events that leave more than one. */
const ROWS_OF_HUMAN_EVENT: Readonly<Partial<Record<HumanEvent, number>>> = {
  query: ROWS_PER_STATEMENT,
  write: ROWS_PER_WRITE,
  dashboard: ROWS_PER_VIEW,
  token_call: 1.2,
  failed_login: 2,
  download: ROWS_PER_STATEMENT + 1,
};
const ROWS_OF_SERVICE_EVENT: Readonly<Partial<Record<ServiceEvent, number>>> = {
  statement: ROWS_PER_STATEMENT,
};
/** Logins of a working morning. */
const MORNING_ROWS = 1.25;
/** Rows of a run beside its statements: triggered, started, ended, and the secret it reads. */
const ROWS_PER_RUN = 4;
/** Rows a day that no ratio changes: cycles of the sync of identities, plans of infrastructure, releases. */
const PLATFORM_ROWS_PER_DAY = 36 + 95 + 10;
const REFRESH_HOURS = 16;
const DAY_MINUTES = 1440;

/**
 * The ratio of activity at which a world is expected to leave the rows its preset promises, and {@link MARGIN_RATIO} more.
 * Jobs and the platform's own cycles keep their schedules; people, services and dashboards do the rest.
 */
export function activityRatioOf(world: World): number {
  const { preset, dayCount } = world;
  const wanted = (preset.rowCount / preset.dayCount) * dayCount * (1 + MARGIN_RATIO);
  return Math.max(0, wanted - fixedRows(world)) / variableRows(world);
}

/** Audit and query rows of runs of jobs, mornings and the platform over the whole plan. */
function fixedRows(world: World): number {
  let rows = PLATFORM_ROWS_PER_DAY * world.dayCount;
  for (const { everyMinutes, taskKeys } of world.jobs) {
    const runCount = (world.dayCount * DAY_MINUTES) / everyMinutes;
    rows += runCount * (ROWS_PER_RUN + (taskKeys.length - 1) * ROWS_PER_STATEMENT + ROWS_PER_WRITE);
  }
  for (const person of world.persons)
    if (person.kind === "human" && person.activity > 0) rows += workingDays(world, person) * MORNING_ROWS;
  return rows;
}

function workingDays(world: World, person: Person): number {
  let count = 0;
  for (const day of daysOf(world, person)) if (dayWeight(world, day, person.team) > 0.5) count++;
  return count;
}

/** Local days of the plan on which the person is there. */
function daysOf({ startAt, dayCount }: World, person: Person): readonly number[] {
  const first = localDayOf(startAt, 0);
  return Array.from({ length: dayCount }, (_, number) => first + number).filter((day) =>
    isPresent(person, day),
  );
}

/** Rows over the whole plan at ratio 1. */
function variableRows(world: World): number {
  let rows = 0;
  for (const person of world.persons)
    rows +=
      person.activity * (person.duty === null ? humanRows(world, person) : serviceRows(world, person.duty));
  const first = localDayOf(world.startAt, 0);
  const readCount = world.dashboards.reduce((sum, { reads }) => sum + reads.length, 0);
  for (let day = first; day < first + world.dayCount; day++)
    rows +=
      readCount * REFRESH_HOURS * REFRESHES_PER_HOUR * dayWeight(world, day, "data") * ROWS_PER_STATEMENT;
  return rows;
}

function humanRows(world: World, person: Person): number {
  const perDay = HUMAN_EVENTS_PER_DAY[person.role].reduce(
    (sum, count, place) => sum + count * (ROWS_OF_HUMAN_EVENT[HUMAN_EVENTS[place] ?? "query"] ?? 1),
    0,
  );
  return daysOf(world, person).reduce((sum, day) => sum + perDay * dayWeight(world, day, person.team), 0);
}

function serviceRows(world: World, duty: NonNullable<Person["duty"]>): number {
  const perHour = SERVICE_EVENTS_PER_HOUR[duty].reduce(
    (sum, count, place) => sum + count * (ROWS_OF_SERVICE_EVENT[SERVICE_EVENTS[place] ?? "statement"] ?? 1),
    0,
  );
  return (perHour * world.dayCount * DAY_MS) / 3_600_000;
}
