import type { NonEmptyArray } from "../domain/brand.ts";
import type { Attribution, Contribution } from "../domain/evidence.ts";
import type { Surface } from "../domain/measure.ts";
import type { Entity } from "../domain/observation.ts";
import type { EpochMs, PValue, Unit } from "../domain/units.ts";
import type { FolderNotes, SourceCoverage } from "../ports/telemetry.ts";

/** What one scan found and what it looked at. The command line prints it; docs/json.md describes the printed form. */
export interface ScanReport {
  /** In order of `openedAt`. */
  readonly incidents: readonly ScanIncident[];
  readonly coverage: ScanCoverage;
}

/** A half-open span of time. */
export interface Span {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** Findings with one cause, told so that somebody on call can act. */
export interface ScanIncident {
  readonly id: string;
  /** End of the first window in which it could be seen. */
  readonly openedAt: EpochMs;
  /** From the start of the first window to the end of the last. */
  readonly window: Span;
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  readonly warehouses: readonly string[];
  /** In order of time. */
  readonly findings: NonEmptyArray<ScanFinding>;
  readonly attribution: Attribution;
  /** One or two sentences: what moved, and what most likely moved it. */
  readonly summary: string;
}

/** One value that the alarm budget let through. */
export interface ScanFinding {
  readonly id: string;
  readonly signal: string;
  readonly title: string;
  /** What the value means, entity and value filled in. */
  readonly sentence: string;
  readonly surface: Surface;
  readonly unit: Unit;
  readonly entity: Entity;
  readonly window: Span;
  readonly value: number;
  /** What the null model expected and its central 99 % band; null where there is none (shapes). */
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly p: PValue;
  /** The p that it had to reach. */
  readonly thresholdP: number;
  readonly weight: number;
  readonly detectors: NonEmptyArray<string>;
  readonly contributions: readonly Contribution[];
}

/** What was read and what was not: "not assessed" is never "fine". */
export interface ScanCoverage {
  readonly sources: readonly SourceCoverage[];
  /** What was found beside the tables; null where telemetry does not come from a folder. */
  readonly notes: FolderNotes | null;
  /** Signals that were not measured, and why: their sources were not assessed, or too little history. */
  readonly notAssessed: readonly { readonly signal: string; readonly reason: string }[];
  readonly totals: ScanTotals;
}

export interface ScanTotals {
  readonly signalCount: number;
  readonly seriesCount: number;
  readonly observationCount: number;
  readonly findingCount: number;
  readonly incidentCount: number;
  readonly durationSeconds: number;
}

/** What a scan is doing now; counts are null where they are not known. */
export interface ScanProgress {
  /** Short and stable within a phase: "reading audit", "scoring usage.cost_per_job". */
  readonly phase: string;
  readonly doneCount: number | null;
  readonly totalCount: number | null;
}
