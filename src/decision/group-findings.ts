import { isNonEmpty, type NonEmptyArray } from "../domain/brand.ts";
import { entityText } from "../domain/entity-text.ts";
import type { Finding } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { Entity } from "../domain/observation.ts";
import { isPlatformPrincipal } from "../domain/principal.ts";
import { DAY_MS } from "../domain/units.ts";

/** Findings further apart than this have to share more than a name to be one incident. */
const JOIN_GAP_MS = DAY_MS;
/** An incident does not grow beyond this: what goes on for longer is asked again. */
const INCIDENT_SPAN_MAX_MS = 7 * DAY_MS;
/**
 * A name that stands in findings of more different entities than both of these joins nothing: a principal that
 * everything passes through would glue a whole account into one incident. One entity with many findings is no hub.
 */
const HUB_ENTITY_COUNT = 30;
const HUB_ENTITY_SHARE = 0.1;

/** Pairs of securables that lie one lineage hop apart. */
export type LineageHops = ReadonlyMap<string, readonly string[]>;

/**
 * Findings that have one cause, as far as names and time tell: those within 24 hours of each other that share a
 * principal, securable, job or warehouse, or whose securables lie one lineage hop apart.
 *
 * Shapes: groups in order of their first window, findings of a group in order of time. Deterministic in any order of
 * input. Works when names are folded. Fails (joins strangers) when two causes meet on one name within a day.
 * Cost: n log n in findings, plus their lineage neighbors.
 */
export function groupFindings(
  findings: readonly Finding[],
  hops: LineageHops,
): readonly NonEmptyArray<Finding>[] {
  const ordered = [...findings].sort(byTime);
  const names = ordered.map((finding) => [
    ...new Set([finding.evidence.observation.series.entity, ...finding.alsoAbout].flatMap(joiningNames)),
  ]);
  const hubs = hubNames(ordered, names);
  const groups = openGroups(ordered);
  const lastWithName = new Map<string, number>();
  const joins = (name: string): readonly string[] =>
    hubs.has(name) ? [] : [name, ...neighborNames(name, hops)];
  ordered.forEach((_, index) => {
    const own = names[index] ?? [];
    for (const name of own.flatMap(joins)) {
      const last = lastWithName.get(name);
      if (last !== undefined) groups.join(last, index);
    }
    for (const name of own) lastWithName.set(name, index);
  });
  return groups.all();
}

function startMs(finding: Finding): number {
  return finding.evidence.observation.window.start;
}

function endMs(finding: Finding): number {
  const { start, length } = finding.evidence.observation.window;
  return start + length;
}

function byTime(a: Finding, b: Finding): number {
  return startMs(a) - startMs(b) || endMs(a) - endMs(b) || (a.id < b.id ? -1 : 1);
}

/** Names by which a finding can join others, its kind first. */
function joiningNames(entity: Entity): readonly string[] {
  switch (entity.kind) {
    case "principal":
      return principalName(entity.principal);
    case "securable":
    case "column":
      return [`securable ${entity.securable}`];
    case "principal_securable":
      return [...principalName(entity.principal), `securable ${entity.securable}`];
    case "job":
    case "job_task":
      return [`job ${entity.jobId}`];
    case "warehouse":
      return [`warehouse ${entity.warehouseId}`];
    case "other":
      return [`${entity.type} ${entity.key}`];
  }
}

function principalName(principal: string): readonly string[] {
  return isPlatformPrincipal(principal) ? [] : [`principal ${principal}`];
}

function neighborNames(name: string, hops: LineageHops): readonly string[] {
  if (!name.startsWith("securable ")) return [];
  return (hops.get(name.slice("securable ".length)) ?? []).map((securable) => `securable ${securable}`);
}

function hubNames(findings: readonly Finding[], names: readonly (readonly string[])[]): ReadonlySet<string> {
  const entities = new Map<string, Set<string>>();
  const all = new Set<string>();
  findings.forEach((finding, index) => {
    const entity = entityText(finding.evidence.observation.series.entity);
    all.add(entity);
    for (const name of names[index] ?? []) {
      const known = entities.get(name) ?? new Set();
      known.add(entity);
      entities.set(name, known);
    }
  });
  const limit = Math.max(HUB_ENTITY_COUNT, HUB_ENTITY_SHARE * all.size);
  return new Set([...entities].filter(([, known]) => known.size > limit).map(([name]) => name));
}

interface Groups {
  join(earlier: number, later: number): void;
  all(): readonly NonEmptyArray<Finding>[];
}

/** Union–find over findings in order of time; each root knows the span of its group. */
function openGroups(ordered: readonly Finding[]): Groups {
  const parent = ordered.map((_, index) => index);
  const firstMs = ordered.map(startMs);
  const lastMs = ordered.map(endMs);

  function root(index: number): number {
    let at = index;
    while (parent[at] !== at) {
      const above = parent[at] ?? at;
      parent[at] = parent[above] ?? above;
      at = above;
    }
    return at;
  }

  return {
    join(earlier, later) {
      const finding = ordered[later];
      const before = ordered[earlier];
      if (finding === undefined || before === undefined) return;
      if (startMs(finding) - endMs(before) > JOIN_GAP_MS) return;
      const a = root(earlier);
      const b = root(later);
      if (a === b) return;
      const first = Math.min(firstMs[a] ?? 0, firstMs[b] ?? 0);
      const last = Math.max(lastMs[a] ?? 0, lastMs[b] ?? 0);
      if (last - first > INCIDENT_SPAN_MAX_MS) return;
      const keep = Math.min(a, b);
      parent[Math.max(a, b)] = keep;
      firstMs[keep] = first;
      lastMs[keep] = last;
    },
    all() {
      const byRoot = new Map<number, Finding[]>();
      ordered.forEach((finding, index) => {
        const at = root(index);
        const group = byRoot.get(at) ?? [];
        group.push(finding);
        byRoot.set(at, group);
      });
      return [...byRoot.values()].map((group) => {
        invariant(isNonEmpty(group), "a group of findings is empty");
        return group;
      });
    },
  };
}
