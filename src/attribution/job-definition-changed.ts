import { defineReason } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** A job of the incident, or one that writes its tables, was redefined in the 7 days before. */
export const jobDefinitionChangedReason = defineReason({
  id: "job-definition-changed",
  title: "A job was redefined shortly before",
  startLogOdds: { data_shift: -0.5, pipeline_fault: 2.2, usage_growth: 0.3 },
  evaluate(facts) {
    if (facts.jobChanges === null) return { kind: "not_assessed", missing: "changes of job definitions" };
    const changes = [...facts.jobChanges].sort((a, b) => a.at - b.at);
    const last = changes[changes.length - 1];
    if (last === undefined) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `job ${last.jobId} was changed at ${utcText(last.at, facts)} (${last.changedFields})`,
      restsOn: changes.map((row) => `job ${row.jobId}@${new Date(row.at).toISOString()}`),
    };
  },
});
