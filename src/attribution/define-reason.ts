import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Finding, Reason } from "../domain/evidence.ts";
import type { Measure, Surface } from "../domain/measure.ts";
import type { DurationMs, EpochMs } from "../domain/units.ts";

/** One change of access near an incident, as the audit log tells it. */
export interface AccessChangeRow {
  readonly eventId: string;
  readonly at: EpochMs;
  readonly changedBy: string | null;
  readonly change: string;
  readonly principal: string | null;
  readonly privilege: string | null;
  readonly securable: string | null;
  readonly group: string | null;
}

/** One change of a job's definition. */
export interface JobChangeRow {
  readonly jobId: string;
  readonly at: EpochMs;
  readonly changedFields: string;
}

/** One run of a job that ended near an incident. */
export interface JobRunRow {
  readonly jobId: string;
  readonly runId: string;
  readonly at: EpochMs;
  readonly isFailed: boolean;
  readonly retryCount: number;
}

/** Denied calls of one principal on one securable, and the first success after the first of them. */
export interface AccessAttemptRow {
  readonly principal: string;
  readonly securable: string;
  readonly deniedCount: number;
  readonly firstDeniedAt: EpochMs;
  readonly firstDeniedEventId: string;
  readonly firstSuccessAt: EpochMs | null;
  readonly firstSuccessEventId: string | null;
}

/** One table version written during an incident. */
export interface WriterRow {
  readonly securable: string;
  readonly version: number;
  readonly at: EpochMs;
  readonly writer: string | null;
  /** Versions that this writer wrote before, and all versions before. */
  readonly earlierVersionCount: number;
  readonly allEarlierVersionCount: number;
}

/** What one principal did to one securable during an incident; exports may name no securable. */
export interface AccessUseRow {
  readonly principal: string;
  readonly securable: string | null;
  readonly category: "read" | "write" | "export";
  readonly useCount: number;
  readonly firstAt: EpochMs;
  readonly firstEventId: string;
  /** The same principal, securable and category before the incident. */
  readonly earlierUseCount: number;
  /** The same principal on anything in the securable's schema before the incident, in any category. */
  readonly earlierSchemaUseCount: number;
}

/** Successful uses during an incident, and how far back the audit log reaches. */
export interface AccessUseSet {
  readonly rows: readonly AccessUseRow[];
  /** First audit event of the look-back; null when there is none. */
  readonly historySinceAt: EpochMs | null;
  /** Length of time behind `earlierUseCount`. */
  readonly historyMs: DurationMs;
}

/** Calls of one principal from one network during an incident. */
export interface PlaceUseRow {
  readonly principal: string;
  readonly network: string;
  readonly callCount: number;
  readonly firstAt: EpochMs;
  readonly firstEventId: string;
  readonly earlierCallCount: number;
  /** Calls of the principal from any network before the incident. */
  readonly allEarlierCallCount: number;
}

/** Calls of one principal in one hour of the day (0–23, UTC), during and before an incident. */
export interface HourUseRow {
  readonly principal: string;
  readonly hourOfDay: number;
  readonly callCount: number;
  readonly earlierCallCount: number;
}

/** Statements of one principal during an incident against the same time of earlier days. */
export interface QueryUseRow {
  readonly principal: string;
  readonly queryCount: number;
  readonly readBytes: number;
  /** Statements whose text is known, and those among them whose shape the principal never ran before. */
  readonly knownShapeCount: number;
  readonly newShapeCount: number;
  readonly newShapeReadBytes: number;
  /** What the earlier days let expect for the length of the incident; null without earlier days. */
  readonly expectedQueryCount: number | null;
  readonly expectedReadBytes: number | null;
  /** One of the statements, to start from. */
  readonly statementId: string;
}

/** An hour without rows in which a relation's own past expects many. */
export interface MissingHourRow {
  readonly relation: CanonicalRelation;
  readonly at: EpochMs;
}

/** What reasons may know of a finding's signal. */
export interface SignalTraits {
  readonly surface: Surface;
  readonly plane: "data" | "control";
  readonly measure: Measure;
  readonly reads: readonly CanonicalRelation[];
}

/** What is known around an incident; null where the telemetry for it was not assessed. */
export interface IncidentFacts {
  readonly findings: readonly Finding[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  /** What the findings name. */
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  /** By id of the signal, for every finding in here. */
  readonly traits: Readonly<Record<string, SignalTraits>>;
  readonly accessChanges: readonly AccessChangeRow[] | null;
  /** Changes of the incident's jobs and of the jobs that write its securables. */
  readonly jobChanges: readonly JobChangeRow[] | null;
  readonly jobRuns: readonly JobRunRow[] | null;
  readonly accessAttempts: readonly AccessAttemptRow[] | null;
  readonly writers: readonly WriterRow[] | null;
  readonly uses: AccessUseSet | null;
  readonly networkUses: readonly PlaceUseRow[] | null;
  readonly hourUses: readonly HourUseRow[] | null;
  readonly queryUses: readonly QueryUseRow[] | null;
  /** Silent hours of the relations behind the findings. */
  readonly silentHours: readonly MissingHourRow[] | null;
  /** Other entities with a finding of the same signal in the same direction within a day, by signal. */
  readonly peerFindingCounts: Readonly<Record<string, number>>;
  /** Findings outside the incident within a day of it. */
  readonly nearbyFindings: readonly Finding[];
  /** Securables one lineage hop away from the incident's, either way. */
  readonly linkedSecurables: readonly string[] | null;
  /** Findings on a securable one hop upstream that began before the finding downstream. */
  readonly upstreamFindings: readonly Finding[] | null;
  /** What was left out to keep the questions bounded, in words. */
  readonly omitted: readonly string[];
}

/**
 * One kind of evidence for or against explanations: one file each.
 * Returns the reason, null when its condition does not hold, or what input is missing.
 */
export interface ReasonDefinition {
  readonly id: string;
  readonly title: string;
  /** Log-likelihood ratios to start from, in nats [judged; replaced by counts of closed reviews]. */
  readonly startLogOdds: Reason["logOdds"];
  evaluate(facts: IncidentFacts): ReasonVerdict;
}

export type ReasonVerdict =
  | { readonly kind: "holds"; readonly text: string; readonly restsOn: readonly string[] }
  | { readonly kind: "does_not_hold" }
  | { readonly kind: "not_assessed"; readonly missing: string };

export function defineReason(definition: ReasonDefinition): ReasonDefinition {
  return Object.freeze(definition);
}
