import { entityText } from "../domain/entity-text.ts";
import type { Finding } from "../domain/evidence.ts";
import { HOUR_MS } from "../domain/units.ts";
import { findingsOn, traitsOf } from "./define-finding-traits.ts";
import { nameList } from "./define-name-list.ts";
import { defineReason, type IncidentFacts } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** Fewer series that drop within an hour may have causes of their own [judged]. */
const DROPPED_SERIES_COUNT_MIN = 5;

/** The telemetry itself is missing: whole hours without rows, or many series of one relation drop at once. */
export const telemetrySilentReason = defineReason({
  id: "telemetry-silent",
  title: "Telemetry is missing",
  startLogOdds: {
    pipeline_fault: 0.3,
    newly_authorized_access: -0.5,
    unauthorized_access: -0.5,
    telemetry_fault: 3,
  },
  evaluate(facts) {
    if (facts.silentHours === null)
      return { kind: "not_assessed", missing: "hourly volume of the telemetry" };
    const [first] = facts.silentHours;
    if (first !== undefined) {
      return {
        kind: "holds",
        text: `${nameList(facts.silentHours.map((row) => row.relation))} has no rows in ${facts.silentHours.length} hours that usually have many, from ${utcText(first.at, facts)}`,
        restsOn: facts.silentHours.map((row) => `${row.relation}@${new Date(row.at).toISOString()}`),
      };
    }
    const dropped = droppedTogether(facts);
    if (dropped.length < DROPPED_SERIES_COUNT_MIN) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `${dropped.length} series dropped within the same hour, among them ${nameList(dropped.map((finding) => entityText(finding.evidence.observation.series.entity)))}`,
      restsOn: dropped.map((finding) => finding.id),
    };
  },
});

/** Falls of other series that start within an hour of one of the incident's and read the same relations, with it. */
function droppedTogether(facts: IncidentFacts): readonly Finding[] {
  // A fall in the data itself (fewer rows in a table) is what other reasons are about.
  const isData = new Set(findingsOn(facts, "feature_values"));
  const own = facts.findings.filter((finding) => isDrop(finding) && !isData.has(finding));
  const [first] = own;
  if (first === undefined) return [];
  const reads = new Set(traitsOf(facts, first)?.reads ?? []);
  const byEntity = new Map<string, Finding>();
  for (const finding of [...own, ...facts.nearbyFindings]) {
    const isNear = Math.abs(startMs(finding) - startMs(first)) <= HOUR_MS;
    const isSameRelation = traitsOf(facts, finding)?.reads.some((relation) => reads.has(relation)) ?? false;
    if (isDrop(finding) && isNear && isSameRelation) {
      byEntity.set(entityText(finding.evidence.observation.series.entity), finding);
    }
  }
  return [...byEntity.values()];
}

function startMs(finding: Finding): number {
  return finding.evidence.observation.window.start;
}

function isDrop({ value, expected, evidence }: Finding): boolean {
  return evidence.observation.value.kind === "scalar" && expected !== null && value < expected;
}
