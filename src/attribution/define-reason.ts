import type { Finding, Reason } from "../domain/evidence.ts";
import type { EpochMs } from "../domain/units.ts";

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

/** Denied and successful events of one principal near an incident. */
export interface AccessAttemptRow {
  readonly principal: string;
  readonly deniedCount: number;
  readonly firstDeniedAt: EpochMs | null;
  readonly firstSuccessAt: EpochMs | null;
}

export interface WriterRow {
  readonly securable: string;
  readonly version: number;
  readonly writer: string | null;
  /** Versions that this writer wrote before, and all versions before. */
  readonly earlierVersionCount: number;
  readonly allEarlierVersionCount: number;
}

/** What is known around an incident; null where the telemetry for it was not assessed. */
export interface IncidentFacts {
  readonly findings: readonly Finding[];
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly accessChanges: readonly AccessChangeRow[] | null;
  readonly jobChanges: readonly JobChangeRow[] | null;
  readonly jobRuns: readonly JobRunRow[] | null;
  readonly accessAttempts: readonly AccessAttemptRow[] | null;
  readonly writers: readonly WriterRow[] | null;
  /** Findings of the same signal for other entities within a day, by signal. */
  readonly peerFindingCounts: Readonly<Record<string, number>>;
  /** Securables one lineage hop upstream of the incident's securables that had findings first. */
  readonly upstreamFindings: readonly Finding[] | null;
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
