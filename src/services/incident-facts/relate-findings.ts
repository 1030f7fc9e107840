import { entityText } from "../../domain/entity-text.ts";
import type { Finding } from "../../domain/evidence.ts";
import { DAY_MS, type EpochMs } from "../../domain/units.ts";
import type { LineageEdge } from "./collect-work-facts.ts";

/** Findings beyond these are the least surprising ones and change no reason. */
const NEARBY_COUNT_MAX = 500;

export interface IncidentSpan {
  readonly findings: readonly Finding[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

/** Findings of other incidents within a day of this one, the most surprising kept. */
export function nearbyFindings(incident: IncidentSpan, all: readonly Finding[]): readonly Finding[] {
  const own = new Set(incident.findings.map(({ id }) => id));
  return all
    .filter((finding) => {
      const { start, length } = finding.evidence.observation.window;
      const isNear = start < incident.endsAt + DAY_MS && start + length > incident.startsAt - DAY_MS;
      return isNear && !own.has(finding.id);
    })
    .sort((a, b) => a.evidence.p - b.evidence.p || (a.id < b.id ? -1 : 1))
    .slice(0, NEARBY_COUNT_MAX);
}

/** Other entities with a finding of one of the incident's signals in the same direction, by signal. */
export function peerFindingCounts(
  incident: IncidentSpan,
  nearby: readonly Finding[],
): Readonly<Record<string, number>> {
  const own = new Set(incident.findings.map(entityOf));
  const changes = new Set(incident.findings.map(changeOf));
  const peers = new Map<string, Set<string>>();
  for (const finding of nearby) {
    if (!changes.has(changeOf(finding)) || own.has(entityOf(finding))) continue;
    const { signal } = finding.evidence.observation.series;
    const entities = peers.get(signal) ?? new Set();
    entities.add(entityOf(finding));
    peers.set(signal, entities);
  }
  return Object.fromEntries([...peers].map(([signal, entities]) => [signal, entities.size]));
}

/** Findings on the source of an edge that began before a finding of the incident on its target, within a day. */
export function upstreamFindings(
  incident: IncidentSpan,
  nearby: readonly Finding[],
  edges: readonly LineageEdge[],
): readonly Finding[] {
  const candidates = [...incident.findings, ...nearby].filter((finding) => securableOf(finding) !== null);
  return candidates.filter((upstream) =>
    incident.findings.some((downstream) => {
      const leadMs = startOf(downstream) - startOf(upstream);
      return (
        leadMs > 0 &&
        leadMs <= DAY_MS &&
        edges.some((edge) => edge.source === securableOf(upstream) && edge.target === securableOf(downstream))
      );
    }),
  );
}

function securableOf(finding: Finding): string | null {
  const { entity } = finding.evidence.observation.series;
  // Data only: what principals do upstream is not data that moved.
  return entity.kind === "securable" || entity.kind === "column" ? entity.securable : null;
}

function startOf(finding: Finding): number {
  return finding.evidence.observation.window.start;
}

function entityOf(finding: Finding): string {
  return entityText(finding.evidence.observation.series.entity);
}

function changeOf(finding: Finding): string {
  const isDown = finding.expected !== null && finding.value < finding.expected;
  return `${finding.evidence.observation.series.signal} ${isDown ? "down" : "up"}`;
}
