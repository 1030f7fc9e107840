import { defineReason } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** Fewer earlier versions do not show who usually writes [judged]. */
const EARLIER_VERSION_COUNT_MIN = 5;
/** A writer of less than this share is not a usual one [judged]. */
const USUAL_SHARE_MIN = 0.05;

/** Somebody or something wrote the table that does not usually do so. */
export const unusualWriterReason = defineReason({
  id: "unusual-writer",
  title: "An unusual writer wrote the table",
  startLogOdds: {
    data_shift: -0.5,
    pipeline_fault: 0.7,
    newly_authorized_access: 1.8,
    unauthorized_access: 1.8,
  },
  evaluate(facts) {
    if (facts.writers === null) return { kind: "not_assessed", missing: "table versions with their writers" };
    const unusual = facts.writers.filter(
      (row) =>
        row.writer !== null &&
        row.allEarlierVersionCount >= EARLIER_VERSION_COUNT_MIN &&
        row.earlierVersionCount < USUAL_SHARE_MIN * row.allEarlierVersionCount,
    );
    const [first] = unusual;
    if (first === undefined) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `version ${first.version} of ${first.securable} was written by ${first.writer} at ${utcText(first.at, facts)}, who wrote ${first.earlierVersionCount} of the ${first.allEarlierVersionCount} versions before`,
      restsOn: unusual.map((row) => `${row.securable}@${row.version}`),
    };
  },
});
