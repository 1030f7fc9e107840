import { canonicalName, parseCanonicalName } from "../access/canonical-name.ts";
import type { Finding } from "../domain/evidence.ts";
import { findingsOn, traitsOf } from "./define-finding-traits.ts";
import { nameList } from "./define-name-list.ts";
import { defineReason } from "./define-reason.ts";

/** Values moved at once in schemas that lineage does not connect: the world changed, not one pipeline. */
export const shiftInUnrelatedSourcesReason = defineReason({
  id: "shift-in-unrelated-sources",
  title: "Unrelated sources shifted at once",
  startLogOdds: {
    data_shift: 1.8,
    pipeline_fault: -0.5,
    newly_authorized_access: -1,
    unauthorized_access: -1,
  },
  evaluate(facts) {
    const own = findingsOn(facts, "feature_values");
    if (own.length === 0) return { kind: "does_not_hold" };
    if (facts.linkedSecurables === null) return { kind: "not_assessed", missing: "table lineage" };
    const related = new Set([...facts.linkedSecurables, ...facts.securables].map(schemaOf));
    const elsewhere = facts.nearbyFindings.filter((finding) => {
      const securable = securableOf(finding);
      return (
        securable !== null &&
        traitsOf(facts, finding)?.surface === "feature_values" &&
        !related.has(schemaOf(securable))
      );
    });
    if (elsewhere.length === 0) return { kind: "does_not_hold" };
    const schemas = elsewhere.map((finding) => schemaOf(securableOf(finding) ?? ""));
    return {
      kind: "holds",
      text: `values also shifted within 24 hours in ${nameList(schemas)}, which lineage does not connect with this`,
      restsOn: elsewhere.map((finding) => finding.id),
    };
  },
});

function securableOf(finding: Finding): string | null {
  const { entity } = finding.evidence.observation.series;
  return entity.kind === "securable" || entity.kind === "column" ? entity.securable : null;
}

/** Catalog and schema of a securable; the name itself where it has no parts. */
function schemaOf(securable: string): string {
  const name = canonicalName(securable);
  const parts = name === null ? null : parseCanonicalName(name);
  return parts === null || parts.length < 3 ? securable : parts.slice(0, 2).join(".");
}
