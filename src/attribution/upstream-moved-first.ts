import { entityText } from "../domain/entity-text.ts";
import { epochMs } from "../domain/units.ts";
import { nameList } from "./define-name-list.ts";
import { defineReason } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** What feeds the incident's tables was unusual before they were. */
export const upstreamMovedFirstReason = defineReason({
  id: "upstream-moved-first",
  title: "Upstream data moved first",
  startLogOdds: {
    data_shift: 1,
    pipeline_fault: 1,
    newly_authorized_access: -0.8,
    unauthorized_access: -0.8,
  },
  evaluate(facts) {
    if (facts.upstreamFindings === null) return { kind: "not_assessed", missing: "table lineage" };
    if (facts.upstreamFindings.length === 0) return { kind: "does_not_hold" };
    const observations = facts.upstreamFindings.map((finding) => finding.evidence.observation);
    const firstAt = epochMs(Math.min(...observations.map(({ window }) => window.start)));
    return {
      kind: "holds",
      text: `upstream ${nameList(observations.map(({ series }) => entityText(series.entity)))} moved first, from ${utcText(firstAt, facts)}`,
      restsOn: facts.upstreamFindings.map((finding) => finding.id),
    };
  },
});
