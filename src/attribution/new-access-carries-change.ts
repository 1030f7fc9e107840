import { findingsOn } from "./define-finding-traits.ts";
import { nameList } from "./define-name-list.ts";
import { type AccessUseSet, defineReason, type IncidentFacts } from "./define-reason.ts";
import { relevantGains } from "./define-relevant-gains.ts";

/** Over half of the added reads and writes of the incident's securables come from principals with new access. */
export const newAccessCarriesChangeReason = defineReason({
  id: "new-access-carries-change",
  title: "Principals with new access carry the change",
  startLogOdds: { data_shift: -1, newly_authorized_access: 2, unauthorized_access: 2 },
  evaluate(facts) {
    if (facts.uses === null) return { kind: "not_assessed", missing: "audit events (who used what)" };
    const gains = relevantGains(facts);
    if (gains === null)
      return { kind: "not_assessed", missing: "changes of access (audit events of grants and groups)" };
    const isUseOfSecurable = findingsOn(facts, "access_behavior").some(
      (finding) => finding.evidence.observation.series.entity.kind === "securable",
    );
    if (!isUseOfSecurable) return { kind: "does_not_hold" };
    const added = addedUses(facts, facts.uses);
    const total = [...added.values()].reduce((sum, count) => sum + count, 0);
    const carriers = [...added].filter(
      ([principal, count]) => count > 0 && gains.some((row) => row.principal === principal),
    );
    const carried = carriers.reduce((sum, [, count]) => sum + count, 0);
    if (total <= 0 || carried / total <= 0.5) return { kind: "does_not_hold" };
    const names = carriers.map(([principal]) => principal);
    return {
      kind: "holds",
      text: `${nameList(names)} with access of the last 7 days made ${Math.round((100 * carried) / total)} % of the added uses`,
      restsOn: [
        ...gains
          .filter((row) => row.principal !== null && names.includes(row.principal))
          .map((row) => row.eventId),
        ...facts.uses.rows.filter((row) => names.includes(row.principal)).map((row) => row.firstEventId),
      ],
    };
  },
});

/** Uses of the incident's securables beyond each principal's own rate before; falls are no part of a rise. */
function addedUses(facts: IncidentFacts, uses: AccessUseSet): ReadonlyMap<string, number> {
  const share = (facts.endsAt - facts.startsAt) / uses.historyMs;
  const added = new Map<string, number>();
  for (const row of uses.rows) {
    if (row.securable === null || !facts.securables.includes(row.securable)) continue;
    const more = Math.max(0, row.useCount - row.earlierUseCount * share);
    added.set(row.principal, (added.get(row.principal) ?? 0) + more);
  }
  return added;
}
