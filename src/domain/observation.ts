import type { SecurableName } from "./access.ts";
import type { Brand } from "./brand.ts";
import type { PrincipalId } from "./principal.ts";
import type { DurationMs, EpochMs } from "./units.ts";

export type SignalId = Brand<string, "SignalId">;

/** What a series is about. The pair is first-class: most access questions are about a pair. */
export type Entity =
  | { readonly kind: "principal"; readonly principal: PrincipalId }
  | { readonly kind: "securable"; readonly securable: SecurableName }
  | {
      readonly kind: "principal_securable";
      readonly principal: PrincipalId;
      readonly securable: SecurableName;
    }
  | { readonly kind: "column"; readonly securable: SecurableName; readonly column: string }
  | { readonly kind: "job"; readonly jobId: string }
  | { readonly kind: "job_task"; readonly jobId: string; readonly taskKey: string }
  | { readonly kind: "warehouse"; readonly warehouseId: string }
  /** Network, token, query shape, pipeline, source, workspace …: a signal names its own type. */
  | { readonly kind: "other"; readonly type: string; readonly key: string };

export interface SeriesKey {
  readonly signal: SignalId;
  readonly entity: Entity;
}

/** Half-open, UTC: start ≤ t < start + length. */
export interface Window {
  readonly start: EpochMs;
  readonly length: DurationMs;
}

/**
 * Counts by bucket of a relative-error quantile sketch: bucket b > 0 holds values in (γ^(b−1), γ^b], its mirror
 * −b holds negative values, bucket 0 holds zero. Mergeable by adding; computable by GROUP BY (`sketchBucket` of a dialect).
 * Source: Masson, Rim, Lee (2019), DDSketch, VLDB 12(12), section 2.
 */
export interface QuantileSketch {
  /** Relative accuracy α; γ = (1 + α) / (1 − α). */
  readonly accuracyRatio: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** What was measured. A scalar is in the signal's unit; a sketch is mergeable and computable by GROUP BY; categories are counts by key. */
export type ObservedValue =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "sketch"; readonly sketch: QuantileSketch }
  | { readonly kind: "categories"; readonly counts: Readonly<Record<string, number>> };

/** One value of one series in one window. Open windows are scored on what has arrived and once more, finally, on close. */
export interface Observation {
  readonly series: SeriesKey;
  readonly window: Window & { readonly state: "open" | "closed" };
  readonly value: ObservedValue;
  /** Telemetry rows behind `value`; 0 means a gap that the rollup filled. */
  readonly supportCount: number;
}

/** An observation that may teach a baseline: not part of any open finding. Minted by services/release-observations.ts only. */
export type TrustedObservation = Brand<Observation, "TrustedObservation">;
