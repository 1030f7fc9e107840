import type { NonEmptyArray } from "./brand.ts";
import type { Entity, Observation } from "./observation.ts";
import type { EpochMs, PValue } from "./units.ts";

/** Raw verdict of one detector. Comparable only within the same detector and series. */
export type Score =
  | { readonly kind: "warming"; readonly seenCount: number; readonly neededCount: number }
  | { readonly kind: "unscorable"; readonly reason: "no_support" | "late" | "definition_changed" }
  | {
      readonly kind: "scored";
      /** The detector's own p under its null model; fused and recalibrated before anybody acts on it. */
      readonly p: PValue;
      /** What the null model expected, and its central 99 % band, in the signal's unit; absent for shapes. */
      readonly expected?: number;
      readonly lower?: number;
      readonly upper?: number;
    };

/** A score made comparable across detectors and series. */
export interface Evidence {
  readonly observation: Observation;
  readonly detectors: NonEmptyArray<string>;
  readonly p: PValue;
  /** Effective number of past trusted scores of the family that the calibration rests on. */
  readonly referenceCount: number;
}

/** What a policy selected: evidence whose p was below the weighted share of the alarm budget. */
export interface Finding {
  readonly id: string;
  readonly evidence: Evidence;
  readonly weight: number;
  /** The p that evidence had to reach in that window. */
  readonly thresholdP: number;
  readonly value: number;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Parts of the observation that carry the deviation (new categories, buckets); empty for scalars. */
  readonly contributions: readonly Contribution[];
  /** Entities that the deviating parts name: the table that a person had never read before. */
  readonly alsoAbout: readonly Entity[];
}

/** Share of the deviation that one part of the observation explains. Range [0, 1]. */
export interface Contribution {
  readonly part: string;
  readonly share: number;
}

export const HYPOTHESES = [
  "data_shift",
  "pipeline_fault",
  "newly_authorized_access",
  "unauthorized_access",
  "usage_growth",
  "telemetry_fault",
] as const;
export type Hypothesis = (typeof HYPOTHESES)[number];

/** One named piece of evidence for or against explanations, with the rows it rests on. */
export interface Reason {
  readonly id: string;
  readonly text: string;
  /** Log-likelihood ratio in nats by hypothesis; absent means 0. */
  readonly logOdds: Readonly<Partial<Record<Hypothesis, number>>>;
  /** Identifiers of telemetry rows, grants or findings. */
  readonly restsOn: readonly string[];
}

/** Which explanation the incident favors; log-odds so that independent pieces add. */
export type Attribution =
  | {
      readonly kind: "undetermined";
      readonly posterior: Readonly<Record<Hypothesis, number>>;
      readonly reasons: readonly Reason[];
      readonly missing: NonEmptyArray<string>;
    }
  | {
      readonly kind: "attributed";
      readonly favored: Hypothesis;
      readonly posterior: Readonly<Record<Hypothesis, number>>;
      readonly reasons: NonEmptyArray<Reason>;
      readonly missing: readonly string[];
    };

export interface Incident {
  readonly id: string;
  readonly findings: NonEmptyArray<Finding>;
  readonly attribution: Attribution;
  readonly openedAt: EpochMs;
}
