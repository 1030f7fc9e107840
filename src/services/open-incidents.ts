import { attribute } from "../attribution/define-attribution.ts";
import type { IncidentFacts, ReasonDefinition } from "../attribution/define-reason.ts";
import { findingSentence, incidentSentence } from "../decision/explain-incident.ts";
import { groupFindings, type LineageHops } from "../decision/group-findings.ts";
import type { NonEmptyArray } from "../domain/brand.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Finding } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { SignalId } from "../domain/observation.ts";
import { stableId } from "../domain/stable-id.ts";
import { type DurationMs, type EpochMs, epochMs } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { joinSql, sql } from "../sql/sql.ts";
import { collectIncidentFacts } from "./collect-incident-facts.ts";
import { incidentEntities } from "./incident-entities.ts";
import { rowField } from "./row-field.ts";
import type { ScanFinding, ScanIncident } from "./scan-report.ts";

export interface OpenIncidentsOptions {
  readonly findings: readonly Finding[];
  readonly assessed: ReadonlySet<CanonicalRelation>;
  readonly reasons: readonly ReasonDefinition[];
  readonly signals: ReadonlyMap<SignalId, SignalDefinition>;
  readonly signal: AbortSignal;
}

/** Groups findings, collects what is known around each group, and says what most likely moved it. In order of time. */
export async function openIncidents(
  engine: Engine,
  options: OpenIncidentsOptions,
): Promise<readonly ScanIncident[]> {
  const hops = await lineageHops(engine, options);
  const groups = groupFindings(options.findings, hops);
  const incidents = await explainedInTime(engine, groups, options);
  return groups.flatMap((group) => incidents.get(group) ?? []).sort((a, b) => a.openedAt - b.openedAt);
}

type Group = NonEmptyArray<Finding>;

/** Facts are collected in order of time: incidents that are asked about together then read the same days. */
async function explainedInTime(
  engine: Engine,
  groups: readonly Group[],
  options: OpenIncidentsOptions,
): Promise<ReadonlyMap<Group, ScanIncident>> {
  const spans = groups
    .map((group) => ({ findings: group, ...spanOf(group) }))
    .sort((a, b) => a.startsAt - b.startsAt);
  const explained = new Map<Group, ScanIncident>();
  const batches = collectIncidentFacts(engine, spans, {
    assessed: options.assessed,
    allFindings: options.findings,
    signals: options.signals,
    signal: options.signal,
  });
  for await (const batch of batches)
    for (const facts of batch) {
      const span = spans[explained.size];
      invariant(span !== undefined, "there are more facts than incidents");
      explained.set(span.findings, openIncident(span.findings, facts, options));
    }
  return explained;
}

function spanOf(group: Group): { readonly startsAt: EpochMs; readonly endsAt: EpochMs } {
  const windows = group.map((finding) => finding.evidence.observation.window);
  return {
    startsAt: epochMs(Math.min(...windows.map((window) => window.start))),
    endsAt: epochMs(Math.max(...windows.map((window) => window.start + window.length))),
  };
}

const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;
/** Names that are bound into one query; more are asked for in several. */
const NAME_COUNT_MAX = 1_000;
/** Hops from so many securables; beyond it the engine refuses, rather than leave some out. */
const HOP_COUNT_MAX = 1_000_000;

/** Neighbors in lineage, both ways, among the securables that findings name. */
async function lineageHops(engine: Engine, options: OpenIncidentsOptions): Promise<LineageHops> {
  const hops = new Map<string, string[]>();
  const names = incidentEntities(options.findings).securables;
  if (names.length < 2 || !options.assessed.has("lineage_edge")) return hops;
  const known = new Set(names);
  for (let from = 0; from < names.length; from += NAME_COUNT_MAX) {
    const edges = await edgesFrom(engine, names.slice(from, from + NAME_COUNT_MAX), options.signal);
    for (const { source, target } of edges.filter((edge) => known.has(edge.target))) {
      hops.set(source, [...(hops.get(source) ?? []), target]);
      hops.set(target, [...(hops.get(target) ?? []), source]);
    }
  }
  return hops;
}

async function edgesFrom(
  engine: Engine,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly { readonly source: string; readonly target: string }[]> {
  const list = joinSql(
    names.map((name) => sql`${name}`),
    ", ",
  );
  return engine.query(
    {
      name: "lineage between findings",
      sql: sql`SELECT DISTINCT source_securable, target_securable FROM lineage_edge
        WHERE source_securable IN (${list}) AND target_securable IS NOT NULL AND source_securable <> target_securable
        ORDER BY source_securable, target_securable`,
      row: (raw) => {
        const field = rowField(raw);
        return { source: field.text("source_securable"), target: field.text("target_securable") };
      },
    },
    { timeoutMs: QUERY_TIMEOUT_MS, signal, rowLimit: HOP_COUNT_MAX },
  );
}

function openIncident(group: Group, facts: IncidentFacts, options: OpenIncidentsOptions): ScanIncident {
  const [first, ...others] = group;
  return {
    id: stableId("incident", [first.id]),
    openedAt: epochMs(first.evidence.observation.window.start + first.evidence.observation.window.length),
    window: { start: facts.startsAt, end: facts.endsAt },
    ...incidentEntities(group),
    findings: [findingOf(first, options), ...others.map((finding) => findingOf(finding, options))],
    attribution: attribute(facts, options.reasons),
    summary: incidentSentence(group, (id) => signalOf(id, options)),
  };
}

function signalOf(id: SignalId, options: OpenIncidentsOptions): SignalDefinition {
  const signal = options.signals.get(id);
  invariant(signal !== undefined, `a finding names the unknown signal \`${id}\``);
  return signal;
}

function findingOf(finding: Finding, options: OpenIncidentsOptions): ScanFinding {
  const { series, window } = finding.evidence.observation;
  const signal = signalOf(series.signal, options);
  return {
    id: finding.id,
    signal: signal.id,
    title: signal.title,
    sentence: findingSentence(finding, signal),
    surface: signal.surface,
    unit: signal.unit,
    entity: series.entity,
    window: { start: window.start, end: epochMs(window.start + window.length) },
    value: finding.value,
    expected: finding.expected,
    lower: finding.lower,
    upper: finding.upper,
    p: finding.evidence.p,
    thresholdP: finding.thresholdP,
    weight: finding.weight,
    detectors: finding.evidence.detectors,
    contributions: finding.contributions,
  };
}
