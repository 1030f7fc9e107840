import { defineReason } from "./define-reason.ts";
import { gainText, relevantGains } from "./define-relevant-gains.ts";
import { utcText } from "./define-utc-text.ts";

/** Access on the path was given within the 7 days before. */
export const recentAccessChangeReason = defineReason({
  id: "recent-access-change",
  title: "Access was given shortly before",
  startLogOdds: { data_shift: -0.5, newly_authorized_access: 2.5, usage_growth: 0.3 },
  evaluate(facts) {
    const gains = relevantGains(facts);
    if (gains === null)
      return { kind: "not_assessed", missing: "changes of access (audit events of grants and groups)" };
    const last = gains[gains.length - 1];
    if (last === undefined) return { kind: "does_not_hold" };
    const by = last.changedBy === null ? "" : `, changed by ${last.changedBy}`;
    const more = gains.length > 1 ? `; ${gains.length - 1} more changes in the 7 days before` : "";
    return {
      kind: "holds",
      text: `${gainText(last)} at ${utcText(last.at, facts)}${by}${more}`,
      restsOn: [...new Set(gains.map((row) => row.eventId))],
    };
  },
});
