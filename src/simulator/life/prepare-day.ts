import { travelAddress } from "../world/networks.ts";
import { isActive, type LifeFrame, type LivingPerson, STREAMS } from "./life-frame.ts";
import { dayWeight, isPresent, localDayOf } from "./season.ts";

/** Spread of a person's activity from day to day, as of a log-normal with mean 1. */
const DAY_SPREAD = 0.35;
/** Share of days that somebody works from the other usual place, or from a journey. */
const OTHER_PLACE_RATIO = 0.18;
const JOURNEY_RATIO = 0.006;
/** Below this rate of the day somebody looks in at most: a weekend, a holiday. */
export const WORKING_RATIO_MIN = 0.2;

/** Derives what the day of a moment changes about a person, unless it is derived already. */
export function prepareDay({ world, draws }: LifeFrame, living: LivingPerson, at: number): void {
  const day = localDayOf(at, living.person.zoneMinutes);
  if (living.day === day) return;
  const { person } = living;
  living.day = day;
  living.dayRatio = 0;
  const [usual = "", other = usual] = person.addresses;
  living.address = usual;
  if (person.activity === 0 || !isPresent(person, day)) return;
  draws.restart(STREAMS.personDay, living.index, day);
  living.dayRatio = dayWeight(world, day, person.team) * draws.factor(DAY_SPREAD);
  const place = draws.uniform();
  if (place < JOURNEY_RATIO) living.address = travelAddress(draws.below(250));
  else if (place < JOURNEY_RATIO + OTHER_PLACE_RATIO) living.address = other;
}

/** The person of that name if it works on the day of `at`, else the account admin. Goes to no stream of the caller. */
export function atWork(frame: LifeFrame, name: string, at: number): LivingPerson | undefined {
  const wanted = frame.humans.find(({ person }) => person.name === name);
  if (wanted !== undefined) {
    prepareDay(frame, wanted, at);
    if (wanted.dayRatio >= WORKING_RATIO_MIN && isActive(frame.account, wanted.person)) return wanted;
  }
  const { adminName } = frame.world.keyPrincipals;
  const admin = frame.humans.find(({ person }) => person.name === adminName);
  if (admin === undefined || !isActive(frame.account, admin.person)) return undefined;
  prepareDay(frame, admin, at);
  return admin;
}
