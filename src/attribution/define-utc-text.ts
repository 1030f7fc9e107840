import type { EpochMs } from "../domain/units.ts";

/** A moment of an incident for people: `02:03 UTC` on the day it starts, `2026-03-13 22:10 UTC` on any other. */
export function utcText(at: EpochMs, facts: { readonly startsAt: EpochMs }): string {
  const text = new Date(at).toISOString();
  const isSameDay = text.slice(0, 10) === new Date(facts.startsAt).toISOString().slice(0, 10);
  return isSameDay ? `${text.slice(11, 16)} UTC` : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
