import { defineReason, type HourUseRow, type IncidentFacts, type PlaceUseRow } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** With fewer calls before, no network and no hour is unusual [judged]. */
const EARLIER_CALL_COUNT_MIN = 100;
/** An hour is off hours when less than this share of earlier calls fell into it; even spread gives 0.042 [judged]. */
const OFF_HOUR_SHARE_MAX = 0.002;
/** Calls in off hours have to be this many, and this share of all calls of the incident [judged]. */
const OFF_HOUR_CALL_COUNT_MIN = 10;
const OFF_HOUR_CALL_SHARE_MIN = 0.25;

/** Calls came from a network that the principal never used, or at hours at which it never works. */
export const unusualPlaceOrTimeReason = defineReason({
  id: "unusual-place-or-time",
  title: "New network or off hours",
  startLogOdds: { data_shift: -0.3, pipeline_fault: -0.3, unauthorized_access: 1.5, usage_growth: -0.3 },
  evaluate(facts) {
    if (facts.networkUses === null || facts.hourUses === null) {
      return { kind: "not_assessed", missing: "audit events (networks and hours of calls)" };
    }
    const strange = facts.networkUses.filter(
      (row) => row.earlierCallCount === 0 && row.allEarlierCallCount >= EARLIER_CALL_COUNT_MIN,
    );
    const offHours = facts.principals.flatMap((principal) => offHourUse(principal, facts.hourUses ?? []));
    if (strange.length === 0 && offHours.length === 0) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: [networkText(strange, facts), ...offHours.slice(0, 1).map(({ text }) => text)]
        .filter((text) => text !== "")
        .join("; "),
      restsOn: [...strange.map((row) => row.firstEventId), ...offHours.map(({ row }) => row)],
    };
  },
});

function networkText(rows: readonly PlaceUseRow[], facts: IncidentFacts): string {
  const first = [...rows].sort((a, b) => a.firstAt - b.firstAt)[0];
  if (first === undefined) return "";
  const more = rows.length > 1 ? ` and ${rows.length - 1} more new networks` : "";
  return `${first.principal} called from ${first.network}${more} for the first time at ${utcText(first.firstAt, facts)}`;
}

function offHourUse(
  principal: string,
  all: readonly HourUseRow[],
): readonly { readonly text: string; readonly row: string }[] {
  const own = all.filter((row) => row.principal === principal);
  const earlierCount = own.reduce((sum, row) => sum + row.earlierCallCount, 0);
  const callCount = own.reduce((sum, row) => sum + row.callCount, 0);
  if (earlierCount < EARLIER_CALL_COUNT_MIN) return [];
  const off = own.filter(
    (row) => row.callCount > 0 && row.earlierCallCount < OFF_HOUR_SHARE_MAX * earlierCount,
  );
  const offCount = off.reduce((sum, row) => sum + row.callCount, 0);
  if (offCount < OFF_HOUR_CALL_COUNT_MIN || offCount < OFF_HOUR_CALL_SHARE_MIN * callCount) return [];
  const hours = off.map((row) => `${String(row.hourOfDay).padStart(2, "0")}:00`).join(", ");
  return [
    {
      text: `${principal} made ${offCount} calls at hours at which it hardly ever works (${hours} UTC)`,
      row: `audit_event of ${principal} at ${hours} UTC`,
    },
  ];
}
