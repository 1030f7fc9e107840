import { canonicalName, parseCanonicalName, printCanonicalName } from "../access/canonical-name.ts";
import type { IncidentFacts, SignalTraits } from "../attribution/define-reason.ts";
import { isNonEmpty } from "../domain/brand.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Finding } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { SignalId } from "../domain/observation.ts";
import { isPlatformPrincipal } from "../domain/principal.ts";
import type { EpochMs } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { incidentEntities } from "./incident-entities.ts";
import {
  accessAttempts,
  accessChanges,
  accessUses,
  hourUses,
  networkUses,
} from "./incident-facts/collect-access-facts.ts";
import {
  jobChanges,
  jobRuns,
  type LineageEdge,
  lineageEdges,
  queryUses,
  silentHourRows,
  tableWriters,
} from "./incident-facts/collect-work-facts.ts";
import type { IncidentScope } from "./incident-facts/incident-scope.ts";
import { nearbyFindings, peerFindingCounts, upstreamFindings } from "./incident-facts/relate-findings.ts";

export interface Incident {
  readonly findings: readonly Finding[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

export interface IncidentFactsOptions {
  readonly assessed: ReadonlySet<CanonicalRelation>;
  /** Findings of the whole account, the incident's among them. */
  readonly allFindings: readonly Finding[];
  readonly signals: ReadonlyMap<SignalId, SignalDefinition>;
  readonly signal: AbortSignal;
}

/** Names beyond these are left out of the questions, which then say so: each is a bound value of several queries. */
const PRINCIPAL_COUNT_MAX = 30;
const SECURABLE_COUNT_MAX = 30;
const JOB_COUNT_MAX = 30;
const RELATED_COUNT_MAX = 60;
const WAREHOUSE_COUNT_MAX = 10;
const WORKSPACE_COUNT_MAX = 10;

/**
 * What the telemetry says around one incident: at most a dozen bounded queries over canonical relations, each by time
 * and by the names of the incident; null for what rests on a relation that was not assessed.
 *
 * Errors: ENGINE_*. Deterministic for the same relations. Cost: scans of 7 to 90 days of the relations, few rows back.
 */
export async function collectIncidentFacts(
  engine: Engine,
  incident: Incident,
  options: IncidentFactsOptions,
): Promise<IncidentFacts> {
  const { scope, omitted } = scopeOf(engine, incident, options);
  const nearby = nearbyFindings(incident, options.allFindings);
  const traits = traitsOf([...incident.findings, ...nearby], options.signals);
  const edges = await lineageEdges(scope);
  const ofJobs = { ...scope, jobs: withWriters(scope, edges ?? []) };
  const uses = await accessUses(scope);
  return {
    ...incident,
    principals: scope.principals,
    securables: scope.securables,
    jobs: ofJobs.jobs,
    traits,
    accessChanges: await accessChanges(scope, {
      principals: firstOf(scope, "principals", [
        ...scope.principals,
        ...(uses?.rows ?? []).map((row) => row.principal),
      ]),
      securables: [...new Set(scope.securables.flatMap(withParents))],
    }),
    jobChanges: await jobChanges(ofJobs),
    jobRuns: await jobRuns(ofJobs),
    accessAttempts: await accessAttempts(scope),
    writers: await tableWriters(scope),
    uses,
    networkUses: await networkUses(scope),
    hourUses: await hourUses(scope),
    queryUses: await queryUses(scope),
    silentHours: await silentHourRows(scope, relationsOf(incident.findings, traits)),
    peerFindingCounts: peerFindingCounts(incident, nearby),
    nearbyFindings: nearby,
    linkedSecurables: edges === null ? null : linkedSecurables(edges),
    upstreamFindings: edges === null ? null : upstreamFindings(incident, nearby, edges),
    omitted,
  };
}

function scopeOf(
  engine: Engine,
  incident: Incident,
  options: IncidentFactsOptions,
): { readonly scope: IncidentScope; readonly omitted: readonly string[] } {
  const all = incidentEntities(incident.findings);
  const omitted: string[] = [];
  const bounded = (kind: string, names: readonly string[], countMax: number): readonly string[] => {
    if (names.length > countMax)
      omitted.push(`what happened around ${names.length - countMax} of ${names.length} ${kind}`);
    return names.slice(0, countMax);
  };
  const people = all.principals.filter((principal) => !isPlatformPrincipal(principal));
  const scope: IncidentScope = {
    engine,
    assessed: options.assessed,
    signal: options.signal,
    startsAt: incident.startsAt,
    endsAt: incident.endsAt,
    principals: bounded("principals", people, PRINCIPAL_COUNT_MAX),
    securables: bounded("securables", all.securables, SECURABLE_COUNT_MAX),
    jobs: bounded("jobs", all.jobs, JOB_COUNT_MAX),
    warehouses: bounded("warehouses", all.warehouses, WAREHOUSE_COUNT_MAX),
    workspaces: bounded("workspaces", workspacesOf(incident.findings), WORKSPACE_COUNT_MAX),
    noteOmitted: (what) => omitted.push(what),
  };
  return { scope, omitted };
}

function workspacesOf(findings: readonly Finding[]): readonly string[] {
  const names = findings.flatMap((finding) => {
    const { entity } = finding.evidence.observation.series;
    return entity.kind === "other" && entity.type === "workspace" ? [entity.key] : [];
  });
  return [...new Set(names)];
}

function traitsOf(
  findings: readonly Finding[],
  signals: ReadonlyMap<SignalId, SignalDefinition>,
): Readonly<Record<string, SignalTraits>> {
  const traits: Record<string, SignalTraits> = {};
  for (const finding of findings) {
    const { signal: id } = finding.evidence.observation.series;
    const definition = signals.get(id);
    invariant(definition !== undefined, `a finding names the unknown signal \`${id}\``);
    const { surface, plane, measure, reads } = definition;
    traits[id] = { surface, plane, measure, reads };
  }
  return traits;
}

function relationsOf(
  findings: readonly Finding[],
  traits: Readonly<Record<string, SignalTraits>>,
): readonly CanonicalRelation[] {
  return [
    ...new Set(
      findings.flatMap((finding) => traits[finding.evidence.observation.series.signal]?.reads ?? []),
    ),
  ];
}

/** The incident's jobs and those that write its securables. */
function withWriters(scope: IncidentScope, edges: readonly LineageEdge[]): readonly string[] {
  const writers = edges.flatMap((edge) =>
    edge.jobId !== null && scope.securables.includes(edge.target) ? [edge.jobId] : [],
  );
  return firstOf(scope, "jobs", [...scope.jobs, ...writers]);
}

/** Names of the incident and of what it touched, each once; what goes beyond the bound is noted. */
function firstOf(scope: IncidentScope, kind: string, names: readonly string[]): readonly string[] {
  const all = [...new Set(names)];
  if (all.length > RELATED_COUNT_MAX)
    scope.noteOmitted(
      `what happened around ${all.length - RELATED_COUNT_MAX} of ${all.length} related ${kind}`,
    );
  return all.slice(0, RELATED_COUNT_MAX);
}

function linkedSecurables(edges: readonly LineageEdge[]): readonly string[] {
  return [...new Set(edges.flatMap((edge) => [edge.source, edge.target]))];
}

/** A securable, its schema and its catalog: a grant on any of them gives access. */
function withParents(securable: string): readonly string[] {
  const name = canonicalName(securable);
  const parts = name === null ? null : parseCanonicalName(name);
  if (parts === null) return [securable];
  return parts.flatMap((_, index) => {
    const outer = parts.slice(0, parts.length - index);
    return isNonEmpty(outer) ? [printCanonicalName(outer)] : [];
  });
}
