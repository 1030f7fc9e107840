import { DAY_MS } from "../domain/units.ts";
import { defineReason } from "./define-reason.ts";

/** Fewer series do not share a factor [judged]. */
const SHARED_COUNT_MIN = 3;

/** The last or first day of a month (UTC), with others moving the same way: closings, invoices, batch jobs. */
export const monthBoundaryReason = defineReason({
  id: "month-boundary",
  title: "Turn of the month, shared by others",
  startLogOdds: {
    data_shift: 1.5,
    newly_authorized_access: -0.5,
    unauthorized_access: -0.5,
    usage_growth: 0.5,
  },
  evaluate(facts) {
    const sharedCount = Object.values(facts.peerFindingCounts).reduce((sum, count) => sum + count, 0);
    const isBoundary = isFirstDay(facts.startsAt) || isFirstDay(facts.startsAt + DAY_MS);
    if (!isBoundary || sharedCount < SHARED_COUNT_MIN) return { kind: "does_not_hold" };
    const signals = new Set(Object.keys(facts.peerFindingCounts));
    return {
      kind: "holds",
      text: `it falls on the turn of the month, and ${sharedCount} other series moved the same way`,
      restsOn: facts.nearbyFindings
        .filter((finding) => signals.has(finding.evidence.observation.series.signal))
        .map((finding) => finding.id),
    };
  },
});

function isFirstDay(atMs: number): boolean {
  return new Date(atMs).getUTCDate() === 1;
}
