import type { AccessContext } from "../../src/domain/access.ts";
import type { Attribution, Finding, Incident, Score } from "../../src/domain/evidence.ts";
import type { ApprovedPlan, DecidedReview, Decision, ResponsePlan, Review } from "../../src/domain/review.ts";
import type { EpochMs } from "../../src/domain/units.ts";

declare const review: Review;
declare const score: Score;
declare const plan: ResponsePlan;
declare const approvedPlan: ApprovedPlan;
declare const access: AccessContext;
declare const attribution: Attribution;
declare const incident: Incident;
declare const finding: Finding;
declare const until: EpochMs;
declare function take<Value>(value: Value): void;
declare function execute(approved: ApprovedPlan): void;

if (review.status === "decided") take(review.decision.kind);
if (score.kind === "scored") take(score.p);
execute(approvedPlan);

// @ts-expect-error a review that may be open has no decision
take(review.decision);

// @ts-expect-error an open review has no decision
if (review.status === "open") take(review.decision);

// @ts-expect-error an expired review was decided by nobody
if (review.status === "expired") take(review.decidedBy);

// @ts-expect-error an open review is not a decided one
take<DecidedReview>({ ...review, status: "open" });

// @ts-expect-error a detector that is still warming says nothing
if (score.kind === "warming") take(score.p);

// @ts-expect-error a score that may be warming has no p
take(score.p);

// @ts-expect-error a plan that nobody approved
execute(plan);

// @ts-expect-error a plan put together by hand
execute({ ...plan, apply: plan.undo });

// @ts-expect-error revoking nothing is not a decision
take<Decision>({ kind: "revoke", grants: [] });

// @ts-expect-error accepting says what it teaches
take<Decision>({ kind: "accept", until });

// @ts-expect-error what is not known carries no path
if (access.kind === "unknown") take(access.paths);

// @ts-expect-error an undetermined incident favors nothing
if (attribution.kind === "undetermined") take(attribution.favored);

// @ts-expect-error an incident without a finding
take<Incident>({ ...incident, findings: [] });

// @ts-expect-error a finding is not changed after it was made
finding.weight = 0;
