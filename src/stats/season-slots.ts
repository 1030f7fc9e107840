import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "../domain/units.ts";

/**
 * How windows of one length fall into the week. Windows count from the epoch, a Thursday in UTC; so does the week here.
 * A slot is an hour of the week for windows up to an hour, else the window's own place in the week.
 */
export interface SeasonSlots {
  /** Windows in a week; 1 when there is no season: windows below a minute, or that divide neither hour nor day. */
  readonly weekWindowCount: number;
  readonly slotCount: number;
  readonly slotWindowCount: number;
  /** Slots of the same time of day on weekdays, or on weekend days (daily windows: all weekdays, or all weekend days). */
  readonly groups: readonly (readonly number[])[];
  /** Group of each slot. */
  readonly groupOf: Int32Array;
}

const WEEK_DAY_COUNT = 7;
/** Saturday and Sunday, counted from Thursday. */
const WEEKEND_DAYS: readonly number[] = [2, 3];

/** Slots for windows of `windowMs`. Determinism: a function of its argument. Cost: up to 168 steps. */
export function seasonSlots(windowMs: number): SeasonSlots {
  const divides = windowMs <= HOUR_MS ? HOUR_MS % windowMs === 0 : DAY_MS % windowMs === 0;
  if (!divides || windowMs < MINUTE_MS)
    return {
      weekWindowCount: 1,
      slotCount: 1,
      slotWindowCount: 1,
      groups: [[0]],
      groupOf: new Int32Array(1),
    };
  const slotMs = Math.max(windowMs, HOUR_MS);
  const slotCount = WEEK_MS / slotMs;
  const daySlotCount = slotCount / WEEK_DAY_COUNT;
  const groups: number[][] = Array.from({ length: 2 * daySlotCount }, () => []);
  const groupOf = new Int32Array(slotCount);
  for (let slot = 0; slot < slotCount; slot++) {
    const isWeekend = WEEKEND_DAYS.includes(Math.floor(slot / daySlotCount));
    const group = (slot % daySlotCount) + (isWeekend ? daySlotCount : 0);
    groupOf[slot] = group;
    groups[group]?.push(slot);
  }
  return {
    weekWindowCount: WEEK_MS / windowMs,
    slotCount,
    slotWindowCount: slotMs / windowMs,
    groups,
    groupOf,
  };
}

/** Number of the window that starts at `windowStartMs`, counted from the epoch. */
export function windowNumber(windowStartMs: number, windowMs: number): number {
  return Math.floor(windowStartMs / windowMs);
}

/** Slot of a window; windows before the epoch have negative numbers. */
export function slotOfWindow(slots: SeasonSlots, window: number): number {
  const week = Math.floor(window / slots.weekWindowCount);
  return Math.floor((window - week * slots.weekWindowCount) / slots.slotWindowCount);
}
