import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Account } from "../account/account.ts";
import type { Act } from "../acts/act.ts";
import type { World } from "../world/world.ts";
import { addHumanHour } from "./human-hours.ts";
import { addIdentityHour } from "./identity-hours.ts";
import { addJobHour } from "./job-acts.ts";
import type { LivingJob } from "./job-runs.ts";
import type { Life } from "./life.ts";
import { type LifeFrame, type LifeHour, openFrame } from "./life-frame.ts";
import { addPlatformHour } from "./platform-hours.ts";
import { seededDraws } from "./seeded-draws.ts";
import { addDashboardHour, addServiceHour } from "./service-hours.ts";
import { addStewardHour } from "./steward-hours.ts";
import { addClusterHour, addWarehouseHour, type RunningUntil } from "./warehouse-hours.ts";

/** Days that the dates in texts reach back, the most usual ones twice. */
const DAYS_BACK = [1, 1, 7, 7, 30, 90] as const;
const NOT_RUNNING: RunningUntil = new Map();

/**
 * The ordinary life of a world. Every hour of every person, job and dashboard has a stream of draws of its own, so that
 * acts do not depend on how, or in which order, hours are asked for. Cost: about a microsecond an act; what is kept
 * between calls is small and can be derived anew.
 *
 * Warehouses start and stop by the statements of this hour and the one before; when the one before was not asked for, it
 * is derived from the account as it stands.
 */
export function openLife(world: World, account: Account): Life {
  const frame = openFrame(world, account, seededDraws(world.seed));
  const jobs = world.jobs.map((plan, index) => ({ plan, index }));
  let last: { readonly index: number; readonly runningUntil: RunningUntil } = {
    index: -1,
    runningUntil: NOT_RUNNING,
  };
  const runningBefore = (at: number): RunningUntil => {
    if (last.index === at / HOUR_MS - 1) return last.runningUntil;
    if (at <= world.startAt) return NOT_RUNNING;
    const before = peopleAndJobs(frame, jobs, epochMs(at - HOUR_MS));
    return addWarehouseHour(frame, before, NOT_RUNNING);
  };
  return {
    actsBetween(from, until) {
      const acts: Act[] = [];
      for (let at = Math.max(from, world.startAt); at < until; at += HOUR_MS) {
        const before = runningBefore(at);
        const hour = peopleAndJobs(frame, jobs, epochMs(at));
        const runningUntil = addWarehouseHour(frame, hour, before);
        addClusterHour(frame, hour);
        last = { index: hour.index, runningUntil };
        for (const act of hour.acts.sort(byTime)) acts.push(act);
      }
      return acts;
    },
  };
}

function byTime(first: Act, second: Act): number {
  return first.at - second.at;
}

/** All acts of an hour but those of compute, which follow from them; in order of time. */
function peopleAndJobs(frame: LifeFrame, jobs: readonly LivingJob[], at: EpochMs): LifeHour {
  const hour = openHour(frame, at);
  addHumanHour(frame, hour);
  addServiceHour(frame, hour);
  addDashboardHour(frame, hour);
  addJobHour(frame, hour, jobs);
  addIdentityHour(frame, hour);
  addStewardHour(frame, hour);
  addPlatformHour(frame, hour);
  hour.acts.sort(byTime);
  return hour;
}

function openHour({ account, world }: LifeFrame, at: EpochMs): LifeHour {
  const isOn = (workspaceId: string): boolean =>
    account.settings.get(`${workspaceId}/enableVerboseAuditLogs`) === "true";
  const verbose = new Set(Object.values(world.workspaceIds).map(String).filter(isOn));
  return {
    at,
    untilMs: at + HOUR_MS,
    index: Math.floor(at / HOUR_MS),
    dates: DAYS_BACK.map((days) => new Date(at - days * DAY_MS).toISOString().slice(0, 10)),
    activity: activityAt(account, at),
    isVerbose: (workspaceId) => verbose.has(workspaceId),
    acts: [],
  };
}

function activityAt(account: Account, at: number): (team: string) => number {
  const disturbed = [...account.disturbances].filter(
    (each) => each.kind === "activity" && at >= each.from && at < each.until,
  );
  if (disturbed.length === 0) return () => 1;
  return (team) =>
    disturbed.reduce(
      (ratio, each) =>
        each.kind === "activity" && (each.team === null || each.team === team) ? ratio * each.ratio : ratio,
      1,
    );
}
