import { defineReason } from "./define-reason.ts";

/** Fewer may be chance [judged]. */
const PEER_COUNT_MIN = 3;

/** At least three others show the same change within a day: a common cause, not one actor. */
export const peersChangedTooReason = defineReason({
  id: "peers-changed-too",
  title: "Others show the same change",
  startLogOdds: {
    data_shift: 0.8,
    pipeline_fault: 0.3,
    newly_authorized_access: -1.5,
    unauthorized_access: -1.5,
    usage_growth: 1,
  },
  evaluate(facts) {
    const own = new Set<string>(facts.findings.map((finding) => finding.evidence.observation.series.signal));
    const [largest] = Object.entries(facts.peerFindingCounts)
      .filter(([signal, count]) => own.has(signal) && count >= PEER_COUNT_MIN)
      .sort((a, b) => b[1] - a[1]);
    if (largest === undefined) return { kind: "does_not_hold" };
    const [signal, count] = largest;
    const peers = facts.nearbyFindings.filter(
      (finding) => finding.evidence.observation.series.signal === signal,
    );
    return {
      kind: "holds",
      text: `${count} others show the same change of ${signal} within 24 hours`,
      restsOn: peers.map((finding) => finding.id),
    };
  },
});
