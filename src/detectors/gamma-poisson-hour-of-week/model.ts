import { DAY_MS, WEEK_MS } from "../../domain/units.ts";
import { type SeasonSlots, seasonSlots } from "../../stats/season-slots.ts";

export type CountParams = {
  /** Age at which a window counts half for the profile. */
  readonly halfLifeDays: number;
  /** The same for the factor that follows recent activity. */
  readonly recentHalfLifeDays: number;
  /** Windows before a series is scored; of a day or longer: `neededCountDaily`. */
  readonly neededCount: number;
  readonly neededCountDaily: number;
  /** Events that the family's, the group's and the level's opinion weigh in the next finer one. */
  readonly groupPriorCount: number;
  readonly slotPriorCount: number;
  readonly recentPriorCount: number;
};

/** What one table computes with, derived once from parameters and window length. */
export interface CountModel {
  readonly params: CountParams;
  readonly windowMs: number;
  readonly slots: SeasonSlots;
  readonly neededCount: number;
  /** What one window keeps of a level, of the recent factor, and one visit of a slot of its sum. */
  readonly levelKeep: number;
  readonly recentKeep: number;
  readonly slotKeep: number;
  /** Decayed number of windows in a slot after n of them: Σ slotKeep^j, j < n. */
  readonly slotExposure: Float64Array;
  /** By group and place in the week: windows of the group from the start of the week to that place, it included. */
  readonly passedOfGroup: readonly Int32Array[];
}

/** Windows after which a slot's exposure no longer changes in double precision are cut off. */
const NEGLIGIBLE = 1e-17;
const EXPOSURE_TABLE_MAX = 100_000;

export function countModel(params: CountParams, windowMs: number): CountModel {
  const slots = seasonSlots(windowMs);
  const halfLifeMs = params.halfLifeDays * DAY_MS;
  const visitMs = slots.slotCount === 1 ? windowMs : WEEK_MS / slots.slotWindowCount;
  const slotKeep = 2 ** (-visitMs / halfLifeMs);
  return {
    params,
    windowMs,
    slots,
    neededCount: windowMs >= DAY_MS ? params.neededCountDaily : params.neededCount,
    levelKeep: 2 ** (-windowMs / halfLifeMs),
    recentKeep: 2 ** (-windowMs / (params.recentHalfLifeDays * DAY_MS)),
    slotKeep,
    slotExposure: exposureTable(slotKeep),
    passedOfGroup: slots.groups.map((_, group) => passedWindows(slots, group)),
  };
}

function exposureTable(keep: number): Float64Array {
  const length = Math.min(EXPOSURE_TABLE_MAX, Math.ceil(Math.log(NEGLIGIBLE) / Math.log(keep)) + 1);
  const table = new Float64Array(length);
  for (let n = 1; n < length; n++) table[n] = keep * (table[n - 1] ?? 0) + 1;
  return table;
}

function passedWindows(slots: SeasonSlots, group: number): Int32Array {
  const passed = new Int32Array(slots.weekWindowCount);
  let count = 0;
  for (let place = 0; place < slots.weekWindowCount; place++) {
    if (slots.groupOf[Math.floor(place / slots.slotWindowCount)] === group) count++;
    passed[place] = count;
  }
  return passed;
}
