import { defineReason } from "./define-reason.ts";
import { gainText, relevantGains } from "./define-relevant-gains.ts";
import { utcText } from "./define-utc-text.ts";

/** Somebody of the incident gave access to themselves. */
export const selfGrantedAccessReason = defineReason({
  id: "self-granted-access",
  title: "A principal changed its own access",
  startLogOdds: { data_shift: -0.5, newly_authorized_access: 0.3, unauthorized_access: 1.8 },
  evaluate(facts) {
    const gains = relevantGains(facts);
    if (gains === null)
      return { kind: "not_assessed", missing: "changes of access (audit events of grants and groups)" };
    const own = gains.filter((row) => row.principal !== null && row.principal === row.changedBy);
    const [first] = own;
    if (first === undefined) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `${gainText(first)} by their own hand at ${utcText(first.at, facts)}`,
      restsOn: [...new Set(own.map((row) => row.eventId))],
    };
  },
});
