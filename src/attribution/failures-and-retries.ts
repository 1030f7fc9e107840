import { nameList } from "./define-name-list.ts";
import { defineReason, type IncidentFacts, type JobRunRow } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** A failed or repeated share of runs below this happens every week [judged]. */
const TROUBLE_SHARE_MIN = 0.2;
/** And it has to be this many times the share before [judged]. */
const TROUBLE_RATIO_MIN = 2;

/** Runs of the incident's jobs fail or repeat more than before. */
export const failuresAndRetriesReason = defineReason({
  id: "failures-and-retries",
  title: "Runs fail or repeat more than before",
  startLogOdds: { pipeline_fault: 1.5, telemetry_fault: 0.3 },
  evaluate(facts) {
    if (facts.jobRuns === null) return { kind: "not_assessed", missing: "job runs" };
    const during = facts.jobRuns.filter((run) => isDuring(run, facts));
    const before = facts.jobRuns.filter((run) => run.at < facts.startsAt);
    const troubled = during.filter(isTroubled);
    const share = troubled.length / Math.max(1, during.length);
    const shareBefore = before.filter(isTroubled).length / Math.max(1, before.length);
    const [first] = [...troubled].sort((a, b) => a.at - b.at);
    if (first === undefined || share < TROUBLE_SHARE_MIN || share < TROUBLE_RATIO_MIN * shareBefore) {
      return { kind: "does_not_hold" };
    }
    return {
      kind: "holds",
      text: `${troubled.length} of ${during.length} runs of job ${nameList(troubled.map((run) => run.jobId))} failed or were repeated, the first at ${utcText(first.at, facts)} (before: ${Math.round(100 * shareBefore)} %)`,
      restsOn: troubled.map((run) => `run ${run.runId} of job ${run.jobId}`),
    };
  },
});

function isDuring(run: JobRunRow, facts: IncidentFacts): boolean {
  return run.at >= facts.startsAt && run.at < facts.endsAt;
}

function isTroubled(run: JobRunRow): boolean {
  return run.isFailed || run.retryCount > 0;
}
