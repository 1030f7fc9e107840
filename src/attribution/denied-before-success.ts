import { defineReason } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** Fewer denials are a mistake or a retry [judged]. */
const DENIED_COUNT_MIN = 3;

/** Somebody was refused several times, then got in. */
export const deniedBeforeSuccessReason = defineReason({
  id: "denied-before-success",
  title: "Denied several times before the first success",
  startLogOdds: { data_shift: -0.3, pipeline_fault: -0.3, unauthorized_access: 1.5, usage_growth: -0.3 },
  evaluate(facts) {
    if (facts.accessAttempts === null)
      return { kind: "not_assessed", missing: "audit events (denied calls)" };
    const broken = facts.accessAttempts.filter(
      (row) => row.deniedCount >= DENIED_COUNT_MIN && row.firstSuccessAt !== null,
    );
    const [first] = broken;
    if (first === undefined || first.firstSuccessAt === null) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `${first.principal} was denied ${first.deniedCount} times on ${first.securable} from ${utcText(first.firstDeniedAt, facts)}, then succeeded at ${utcText(first.firstSuccessAt, facts)}`,
      restsOn: broken.flatMap((row) => [
        row.firstDeniedEventId,
        ...(row.firstSuccessEventId === null ? [] : [row.firstSuccessEventId]),
      ]),
    };
  },
});
