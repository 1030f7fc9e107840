import { epochMs, HOUR_MS } from "../../domain/units.ts";
import { HUMAN_EVENTS } from "./event-table.ts";
import { addHumanEvent } from "./human-acts.ts";
import {
  hitIndex,
  isActive,
  type LifeFrame,
  type LifeHour,
  type LivingPerson,
  originOf,
  STREAMS,
} from "./life-frame.ts";
import { prepareDay, WORKING_RATIO_MIN } from "./prepare-day.ts";
import { hourWeight, type WorkSpan, workSpan } from "./season.ts";

/** Spread of a person's activity from hour to hour, as of a log-normal with mean 1. */
const HOUR_SPREAD = 0.45;
/** Nights on which an engineer of the platform is called, and what happens then. */
const CALLED_RATIO = 0.012;
const CALLED_HOURS = [0, 1, 2, 3, 4] as const;
const CALLED_EVENTS = 7;
const LAST_HOUR: WorkSpan = { fromMs: 0, lengthMs: HOUR_MS };

/** What humans do in an hour: none of it at night or on vacation, but for who is called. */
export function addHumanHour(frame: LifeFrame, hour: LifeHour): void {
  for (const living of frame.humans) {
    const weight = hourWeight(living.person, hour.at);
    const mayBeCalled = living.person.team === "platform" && living.person.role === "engineer";
    if (weight === 0 && !mayBeCalled) continue;
    prepareDay(frame, living, hour.at);
    if (living.dayRatio === 0 || !isActive(frame.account, living.person)) continue;
    if (weight > 0) addWork(frame, hour, { living, weight });
    else addCall(frame, hour, living);
  }
}

function addWork(
  frame: LifeFrame,
  hour: LifeHour,
  { living, weight }: { readonly living: LivingPerson; readonly weight: number },
): void {
  const { draws, world } = frame;
  const { person } = living;
  const span = workSpan(person, hour.at);
  draws.restart(STREAMS.humanHour, living.index, hour.index);
  const perDay = living.eventSums[living.eventSums.length - 1] ?? 0;
  const mean = (person.activity * world.activityRatio * perDay * living.dayRatio * weight) / living.shareSum;
  const count = draws.poisson(mean * draws.factor(HOUR_SPREAD) * hour.activity(person.team));
  addMorningLogin(frame, hour, living);
  const { fromMs, lengthMs } = span.lengthMs > 0 ? span : LAST_HOUR;
  for (let number = 0; number < count; number++)
    addEvent(frame, hour, { living, atMs: hour.at + fromMs + draws.below(lengthMs) });
}

function addEvent(
  frame: LifeFrame,
  hour: LifeHour,
  { living, atMs }: { readonly living: LivingPerson; readonly atMs: number },
): void {
  const event = HUMAN_EVENTS[hitIndex(living.eventSums, frame.draws.uniform())] ?? "query";
  addHumanEvent(frame, hour, { living, event, at: epochMs(atMs) });
}

/** The first login of a working day, as work begins, before anything else is drawn from the hour. */
function addMorningLogin({ draws }: LifeFrame, hour: LifeHour, living: LivingPerson): void {
  const { person, dayRatio } = living;
  const offset = person.workFrom * 60_000 - person.zoneMinutes * 60_000;
  const sinceBegin = (((hour.at - offset) % 86_400_000) + 86_400_000) % 86_400_000;
  const beginsWithin = sinceBegin === 0 ? 0 : 86_400_000 - sinceBegin;
  if (beginsWithin >= HOUR_MS || dayRatio < WORKING_RATIO_MIN) return;
  const at = epochMs(hour.at + Math.floor(beginsWithin));
  const origin = originOf(living, at);
  hour.acts.push({
    ...origin,
    kind: "login",
    action: LOGIN_ACTIONS[living.index % 3] ?? "samlLogin",
    isSuccess: true,
  });
  if (draws.uniform() < MFA_RATIO)
    hour.acts.push({
      ...origin,
      at: epochMs(at + 4_000),
      kind: "login",
      action: "mfaLogin",
      isSuccess: true,
    });
}

const MFA_RATIO = 0.3;
const LOGIN_ACTIONS = ["samlLogin", "oidcBrowserLogin", "aadBrowserLogin"] as const;

/** Somebody on call is woken: a burst of looks at tables and jobs in one hour of the night. */
function addCall(frame: LifeFrame, hour: LifeHour, living: LivingPerson): void {
  const { draws } = frame;
  draws.restart(STREAMS.humanHour, living.index, hour.index);
  const localHour = Math.floor(((hour.at / 60_000 + living.person.zoneMinutes) / 60) % 24);
  if (!CALLED_HOURS.some((called) => called === localHour)) return;
  if (draws.uniform() >= CALLED_RATIO / CALLED_HOURS.length) return;
  const at = epochMs(hour.at + draws.below(HOUR_MS / 2));
  hour.acts.push({ ...originOf(living, at), kind: "login", action: "samlLogin", isSuccess: true });
  for (let number = 0; number < CALLED_EVENTS; number++)
    addHumanEvent(frame, hour, {
      living,
      event: number % 2 === 0 ? "query" : "metadata",
      at: epochMs(at + 5_000 + draws.below(HOUR_MS / 2 - 10_000)),
    });
}
