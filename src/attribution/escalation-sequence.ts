import { HOUR_MS } from "../domain/units.ts";
import { firstContacts } from "./define-first-contact.ts";
import {
  type AccessChangeRow,
  type AccessUseRow,
  defineReason,
  type IncidentFacts,
} from "./define-reason.ts";
import { gainText, relevantGains } from "./define-relevant-gains.ts";
import { utcText } from "./define-utc-text.ts";

/** Work on data that one has just been given takes longer than this; taking it does not [judged]. */
const SEQUENCE_SPAN_MAX_MS = 6 * HOUR_MS;

/** Access gained, first used, and exported in one sitting: told in that order. */
export const escalationSequenceReason = defineReason({
  id: "escalation-sequence",
  title: "Access was gained, first used and exported in one sitting",
  startLogOdds: {
    data_shift: -1,
    pipeline_fault: -0.5,
    newly_authorized_access: 0.5,
    unauthorized_access: 2,
    usage_growth: -0.5,
  },
  evaluate(facts) {
    const gains = relevantGains(facts);
    if (gains === null)
      return { kind: "not_assessed", missing: "changes of access (audit events of grants and groups)" };
    const contacts = firstContacts(facts);
    if (contacts.kind === "not_assessed") return contacts;
    for (const use of [...contacts.rows].sort((a, b) => a.firstAt - b.firstAt)) {
      if (use.category !== "read") continue;
      const gain = gains.findLast((row) => gaveTo(row, use, facts) && row.at <= use.firstAt);
      const taken = gain === undefined ? undefined : exportAfter(use, gain, facts);
      if (gain === undefined || taken === undefined) continue;
      return {
        kind: "holds",
        text: `${gainText(gain)} at ${utcText(gain.at, facts)}, ${use.principal} first read ${use.securable} at ${utcText(use.firstAt, facts)} and exported at ${utcText(taken.firstAt, facts)}`,
        restsOn: [gain.eventId, use.firstEventId, taken.firstEventId],
      };
    }
    return { kind: "does_not_hold" };
  },
});

/** A gain of the reader, or of a group (nobody whom the incident or its uses know by name). */
function gaveTo(gain: AccessChangeRow, use: AccessUseRow, facts: IncidentFacts): boolean {
  if (gain.principal === use.principal) return true;
  const isPerson =
    facts.principals.some((name) => name === gain.principal) ||
    (facts.uses?.rows ?? []).some((row) => row.principal === gain.principal);
  return gain.securable !== null && !isPerson;
}

function exportAfter(
  use: AccessUseRow,
  gain: AccessChangeRow,
  facts: IncidentFacts,
): AccessUseRow | undefined {
  return (facts.uses?.rows ?? []).find(
    (row) =>
      row.category === "export" &&
      row.principal === use.principal &&
      row.firstAt >= use.firstAt &&
      row.firstAt - gain.at <= SEQUENCE_SPAN_MAX_MS,
  );
}
