import { canonicalName, parseCanonicalName, printCanonicalName } from "../access/canonical-name.ts";
import type {
  AccessUseRow,
  AccessUseSet,
  IncidentFacts,
  MissingHourRow,
  SignalTraits,
} from "../attribution/define-reason.ts";
import { isNonEmpty } from "../domain/brand.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Finding } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { SignalId } from "../domain/observation.ts";
import { isPlatformPrincipal } from "../domain/principal.ts";
import { durationMs, type EpochMs } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { incidentEntities } from "./incident-entities.ts";
import { auditReach } from "./incident-facts/audit-reach.ts";
import { accessAttempts, accessChanges, accessUses } from "./incident-facts/collect-access-facts.ts";
import { hourUses, networkUses, queryUses } from "./incident-facts/collect-habit-facts.ts";
import {
  jobChanges,
  jobRuns,
  type LineageEdge,
  lineageEdges,
  tableWriters,
} from "./incident-facts/collect-work-facts.ts";
import type { IncidentAnswer, IncidentBatch, IncidentScope } from "./incident-facts/incident-scope.ts";
import { nearbyFindings, peerFindingCounts, upstreamFindings } from "./incident-facts/relate-findings.ts";
import { type HourlyVolumes, hourlyVolumes, silentHourRows } from "./incident-facts/silent-hour-rows.ts";

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

/** Names beyond these are left out of the questions, which then say so: an answer grows with them. */
const PRINCIPAL_COUNT_MAX = 30;
const SECURABLE_COUNT_MAX = 30;
const JOB_COUNT_MAX = 30;
const RELATED_COUNT_MAX = 60;
const WAREHOUSE_COUNT_MAX = 10;
const WORKSPACE_COUNT_MAX = 10;

/** Incidents that share a statement: their names, 180 each at most, make a megabyte of bound text at the worst. */
const BATCH_INCIDENT_COUNT = 100;

/**
 * What the telemetry says around incidents, batch by batch, in their order: a dozen bounded questions over canonical
 * relations, each asked once a batch, by time and by the names of its incidents; null for what rests on a relation that
 * was not assessed. The facts of an incident do not depend on those that it is asked with, but incidents that follow
 * each other in time share the days that are read.
 *
 * Errors: ENGINE_*. Deterministic for the same relations. Cost: a dozen statements a batch, each a scan of 7 to 90 days
 * of a relation with few rows back, and one statement for each relation behind the findings.
 */
export async function* collectIncidentFacts(
  engine: Engine,
  incidents: readonly Incident[],
  options: IncidentFactsOptions,
): AsyncGenerator<readonly IncidentFacts[]> {
  const known = incidents.map((incident) => knownFacts(incident, options));
  const volumes = await hourlyVolumes(
    engine,
    known.map(({ incident, relations }) => ({ span: incident, relations })),
    options.signal,
  );
  for (let from = 0; from < known.length; from += BATCH_INCIDENT_COUNT)
    yield await factsOfBatch(engine, known.slice(from, from + BATCH_INCIDENT_COUNT), { ...options, volumes });
}

/** What needs no question. */
interface KnownFacts {
  readonly incident: Incident;
  readonly scope: IncidentScope;
  readonly omitted: readonly string[];
  readonly nearby: readonly Finding[];
  readonly traits: Readonly<Record<string, SignalTraits>>;
  /** Assessed ones behind the findings. */
  readonly relations: readonly CanonicalRelation[];
}

function knownFacts(incident: Incident, options: IncidentFactsOptions): KnownFacts {
  const nearby = nearbyFindings(incident, options.allFindings);
  const traits = traitsOf([...incident.findings, ...nearby], options.signals);
  const relations = relationsOf(incident.findings, traits).filter((name) => options.assessed.has(name));
  return { incident, ...scopeOf(incident), nearby, traits, relations };
}

async function factsOfBatch(
  engine: Engine,
  known: readonly KnownFacts[],
  { assessed, signal, volumes }: IncidentFactsOptions & { readonly volumes: HourlyVolumes },
): Promise<readonly IncidentFacts[]> {
  const answers = await askBatch({ engine, assessed, signal, scopes: known.map(({ scope }) => scope) });
  return known.map((each, index) =>
    incidentFacts(each, { answers, index, silent: silentHourRows(volumes, each.incident, each.relations) }),
  );
}

type BatchAnswers = Awaited<ReturnType<typeof askBatch>>;

/** Answers by place in the batch. Few questions go together: each may take all the threads of an engine. */
async function askBatch(batch: IncidentBatch) {
  const [edges, reach, uses, attempts] = await Promise.all([
    lineageEdges(batch),
    auditReach(batch),
    accessUses(batch),
    accessAttempts(batch),
  ]);
  const [writers, networks, hours, queries] = await Promise.all([
    tableWriters(batch),
    networkUses(batch),
    hourUses(batch),
    queryUses(batch),
  ]);
  const jobs = batch.scopes.map((scope, index) => withWriters(scope, edges[index]?.rows ?? []));
  const people = batch.scopes.map((scope, index) => withUsers(scope, uses[index]?.rows ?? []));
  const ofJobs: IncidentBatch = {
    ...batch,
    scopes: batch.scopes.map((scope, index) => ({ ...scope, jobs: jobs[index]?.rows ?? [] })),
  };
  const changedNames = batch.scopes.map((scope, index) => ({
    principals: people[index]?.rows ?? [],
    securables: [...new Set(scope.securables.flatMap(withParents))],
  }));
  const [changes, changedJobs, runs] = await Promise.all([
    accessChanges(batch, changedNames),
    jobChanges(ofJobs),
    jobRuns(ofJobs),
  ]);
  return {
    edges,
    jobs,
    reach,
    uses,
    people,
    changes,
    changedJobs,
    runs,
    attempts,
    writers,
    networks,
    hours,
    queries,
  };
}

function incidentFacts(
  { incident, scope, omitted, nearby, traits }: KnownFacts,
  {
    answers,
    index,
    silent,
  }: {
    readonly answers: BatchAnswers;
    readonly index: number;
    readonly silent: IncidentAnswer<MissingHourRow>;
  },
): IncidentFacts {
  const notes = [...omitted];
  const rowsOf = <Row>({ rows, omitted: more }: IncidentAnswer<Row> = UNASKED): readonly Row[] | null => {
    notes.push(...more);
    return rows;
  };
  const edges = rowsOf(answers.edges[index]);
  const jobs = rowsOf(answers.jobs[index]);
  const uses = rowsOf(answers.uses[index]);
  rowsOf(answers.people[index]);
  return {
    ...incident,
    principals: scope.principals,
    securables: scope.securables,
    jobs: jobs ?? [],
    traits,
    accessChanges: rowsOf(answers.changes[index]),
    jobChanges: rowsOf(answers.changedJobs[index]),
    jobRuns: rowsOf(answers.runs[index]),
    accessAttempts: rowsOf(answers.attempts[index]),
    writers: rowsOf(answers.writers[index]),
    uses: uses === null ? null : useSet(uses, answers.reach[index] ?? null, incident),
    networkUses: rowsOf(answers.networks[index]),
    hourUses: rowsOf(answers.hours[index]),
    queryUses: rowsOf(answers.queries[index]),
    silentHours: rowsOf(silent),
    peerFindingCounts: peerFindingCounts(incident, nearby),
    nearbyFindings: nearby,
    linkedSecurables: edges === null ? null : linkedSecurables(edges),
    upstreamFindings: edges === null ? null : upstreamFindings(incident, nearby, edges),
    omitted: notes,
  };
}

const UNASKED = { rows: null, omitted: [] } as const;

function useSet(
  rows: readonly AccessUseRow[],
  historySinceAt: EpochMs | null,
  { startsAt }: Incident,
): AccessUseSet {
  const historyMs = durationMs(Math.max(1, startsAt - (historySinceAt ?? startsAt)));
  return { rows, historySinceAt, historyMs };
}

function scopeOf(incident: Incident): { readonly scope: IncidentScope; readonly omitted: readonly string[] } {
  const all = incidentEntities(incident.findings);
  const omitted: string[] = [];
  const bounded = (kind: string, names: readonly string[], countMax: number): readonly string[] => {
    if (names.length > countMax)
      omitted.push(`what happened around ${names.length - countMax} of ${names.length} ${kind}`);
    return names.slice(0, countMax);
  };
  const people = all.principals.filter((principal) => !isPlatformPrincipal(principal));
  const scope: IncidentScope = {
    startsAt: incident.startsAt,
    endsAt: incident.endsAt,
    principals: bounded("principals", people, PRINCIPAL_COUNT_MAX),
    securables: bounded("securables", all.securables, SECURABLE_COUNT_MAX),
    jobs: bounded("jobs", all.jobs, JOB_COUNT_MAX),
    warehouses: bounded("warehouses", all.warehouses, WAREHOUSE_COUNT_MAX),
    workspaces: bounded("workspaces", workspacesOf(incident.findings), WORKSPACE_COUNT_MAX),
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
function withWriters(scope: IncidentScope, edges: readonly LineageEdge[]): IncidentAnswer<string> {
  const writers = edges.flatMap((edge) =>
    edge.jobId !== null && scope.securables.includes(edge.target) ? [edge.jobId] : [],
  );
  return firstOf("jobs", [...scope.jobs, ...writers]);
}

/** The incident's principals and those that used its securables. */
function withUsers(scope: IncidentScope, uses: readonly AccessUseRow[]): IncidentAnswer<string> {
  return firstOf("principals", [...scope.principals, ...uses.map((row) => row.principal)]);
}

/** Names of the incident and of what it touched, each once; what goes beyond the bound is noted. */
function firstOf(kind: string, names: readonly string[]): IncidentAnswer<string> {
  const all = [...new Set(names)];
  const omittedCount = all.length - RELATED_COUNT_MAX;
  return {
    rows: all.slice(0, RELATED_COUNT_MAX),
    omitted:
      omittedCount > 0 ? [`what happened around ${omittedCount} of ${all.length} related ${kind}`] : [],
  };
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
