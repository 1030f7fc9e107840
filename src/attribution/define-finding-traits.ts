import type { Finding } from "../domain/evidence.ts";
import type { Surface } from "../domain/measure.ts";
import type { IncidentFacts, SignalTraits } from "./define-reason.ts";

/** Traits of a finding's signal; undefined for a signal that the facts do not know. */
export function traitsOf(facts: IncidentFacts, finding: Finding): SignalTraits | undefined {
  return facts.traits[finding.evidence.observation.series.signal];
}

/** Findings of the incident on one surface. */
export function findingsOn(facts: IncidentFacts, surface: Surface): readonly Finding[] {
  return facts.findings.filter((finding) => traitsOf(facts, finding)?.surface === surface);
}

/** Whether the incident is about what principals do, not only about data, jobs and money. */
export function isAboutAccess(facts: IncidentFacts): boolean {
  return (
    facts.principals.length > 0 ||
    facts.findings.some((finding) => traitsOf(facts, finding)?.plane === "control")
  );
}
