import type { Grant, SecurableName } from "./access.ts";
import type { Brand, Json, NonEmptyArray } from "./brand.ts";
import type { Actor, PrincipalId } from "./principal.ts";
import type { EpochMs } from "./units.ts";

export type Decision =
  | {
      readonly kind: "accept";
      readonly teaches: "this_window" | "baseline";
      readonly until: EpochMs | "forever";
    }
  | { readonly kind: "revoke"; readonly grants: NonEmptyArray<Grant> }
  | { readonly kind: "quarantine"; readonly target: PrincipalId | SecurableName; readonly until: EpochMs };

interface ReviewBase {
  readonly id: string;
  readonly incident: string;
  readonly question: string;
  readonly openedAt: EpochMs;
  readonly dueAt: EpochMs;
}

export type Review =
  | (ReviewBase & { readonly status: "open" })
  | (ReviewBase & {
      readonly status: "decided";
      readonly decision: Decision;
      readonly decidedBy: Actor;
      readonly decidedAt: EpochMs;
      readonly rationale: string;
    })
  | (ReviewBase & { readonly status: "expired"; readonly expiredAt: EpochMs });
export type DecidedReview = Extract<Review, { status: "decided" }>;

/**
 * One change as data. Each response file owns its change kind (grant, membership, principal, token, job, query,
 * warehouse, tag, policy …) with its schema, its inverse, its check by re-reading, and its rendering as SQL and REST.
 */
export interface AccessChange {
  readonly kind: string;
  readonly body: Json;
}

/** Changes that would carry a decision out, and the ones that undo them in reverse order. Nothing has run yet. */
export interface ResponsePlan {
  readonly id: string;
  readonly review: string;
  readonly apply: NonEmptyArray<AccessChange>;
  readonly undo: NonEmptyArray<AccessChange>;
  readonly blastRadius: readonly PrincipalId[];
}

/** A plan whose review is decided; the only thing an executor takes. */
export type ApprovedPlan = Brand<ResponsePlan, "ApprovedPlan">;
