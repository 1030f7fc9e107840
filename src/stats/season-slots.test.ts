import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from "../domain/units.ts";
import { seasonSlots, slotOfWindow, windowNumber } from "./season-slots.ts";

describe("season slots", () => {
  test("hourly windows have 168 slots in 48 groups, daily ones 7 in 2", () => {
    const hourly = seasonSlots(HOUR_MS);
    expect([hourly.slotCount, hourly.slotWindowCount, hourly.groups.length]).toEqual([168, 1, 48]);
    const daily = seasonSlots(DAY_MS);
    expect([daily.slotCount, daily.weekWindowCount, daily.groups.length]).toEqual([7, 7, 2]);
  });

  test("five-minute windows share the slot of their hour", () => {
    const slots = seasonSlots(5 * MINUTE_MS);
    expect([slots.slotCount, slots.slotWindowCount, slots.weekWindowCount]).toEqual([168, 12, 2016]);
    const start = windowNumber(Date.UTC(2024, 0, 3, 14), 5 * MINUTE_MS);
    expect(slotOfWindow(slots, start)).toBe(slotOfWindow(slots, start + 11));
    expect(slotOfWindow(slots, start)).not.toBe(slotOfWindow(slots, start + 12));
  });

  test("windows that divide neither hour nor day, and weeks, have no season", () => {
    for (const windowMs of [7 * MINUTE_MS, 36 * HOUR_MS, WEEK_MS, 1000]) {
      expect(seasonSlots(windowMs).slotCount).toBe(1);
    }
  });

  test("a group holds the same hour of all weekdays, or of Saturday and Sunday", () => {
    const slots = seasonSlots(HOUR_MS);
    const groupAt = (moment: number) => slots.groupOf[slotOfWindow(slots, windowNumber(moment, HOUR_MS))];
    const monday = Date.UTC(2024, 0, 1, 9);
    const days = Array.from({ length: 7 }, (_, day) => groupAt(monday + day * DAY_MS));
    expect(new Set(days.slice(0, 5)).size).toBe(1);
    expect(days[5]).toBe(days[6]);
    expect(days[5]).not.toBe(days[0]);
    expect(groupAt(monday + HOUR_MS)).not.toBe(days[0]);
  });

  test("windows before the epoch have slots too", () => {
    const slots = seasonSlots(HOUR_MS);
    expect(slotOfWindow(slots, -1)).toBe(167);
    expect(slotOfWindow(slots, -168)).toBe(0);
  });
});
