import { isNonEmpty } from "../domain/brand.ts";
import type { Attribution, Hypothesis, Reason } from "../domain/evidence.ts";
import { HYPOTHESES } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { Surface } from "../domain/measure.ts";
import { strongestFinding } from "../domain/strongest-finding.ts";
import type { IncidentFacts, ReasonDefinition } from "./define-reason.ts";

export type Posterior = Readonly<Record<Hypothesis, number>>;

export interface AttributionOptions {
  /** Log-likelihood ratios of a reason in nats, as closed reviews have taught them; its start values when absent. */
  readonly logOddsOf?: (reason: ReasonDefinition) => Reason["logOdds"];
}

/** Evidence is correlated (one attack shows in several reasons), so its sum counts less than in full [judged]. */
const EVIDENCE_SHARE = 0.7;
/** Below this, saying "undetermined" is more honest than the best of six guesses [judged]. */
const POSTERIOR_MIN = 0.5;
/** The favored class must lead the next by this much [judged]. */
const LEAD_MIN = 0.1;

/** Before any evidence, by the surface of the strongest finding [judged; to be replaced by shares of closed reviews]. */
function startPrior(surface: Surface): Posterior {
  switch (surface) {
    case "query_performance":
      return priors([0.1, 0.3, 0.05, 0.05, 0.35, 0.15]);
    case "job_runtime":
      return priors([0.15, 0.45, 0.03, 0.02, 0.2, 0.15]);
    case "cost":
      return priors([0.08, 0.23, 0.05, 0.07, 0.45, 0.12]);
    case "api_call_frequency":
      return priors([0.1, 0.2, 0.15, 0.2, 0.25, 0.1]);
    case "permission_changes":
      return priors([0.02, 0.08, 0.5, 0.3, 0.05, 0.05]);
    case "feature_values":
      return priors([0.38, 0.32, 0.05, 0.05, 0.05, 0.15]);
    case "access_behavior":
      return priors([0.08, 0.1, 0.3, 0.3, 0.15, 0.07]);
  }
}

/** Shares in the order of {@link HYPOTHESES}. */
function priors(shares: readonly number[]): Posterior {
  return byHypothesis((_, index) => shares[index] ?? 0);
}

/**
 * Which explanation an incident favors: posterior = softmax(log prior + 0.7 Σ log-likelihood ratios) over the six
 * hypotheses, naive Bayes with tempered evidence (Hand and Yu 2001, "Idiot's Bayes", section 4, on shrinking
 * dependent evidence).
 *
 * Reasons come in order of their pull: how far the favored class's log-odds would move without them. Undetermined when
 * no reason holds, the favored class stays below 0.5, or its lead below 0.1; `missing` then says what is not known.
 * Works when the rows that reasons rest on were assessed. Fails when two causes meet in one incident: the stronger wins.
 * Deterministic. Cost: linear in the rows of `facts`, per reason.
 */
export function attribute(
  facts: IncidentFacts,
  reasons: readonly ReasonDefinition[],
  options: AttributionOptions = {},
): Attribution {
  const { held, missing } = weigh(facts, reasons, options);
  const prior = priorOf(facts);
  const posterior = posteriorOf(prior, held);
  const [favored, next] = [...HYPOTHESES].sort((a, b) => posterior[b] - posterior[a]);
  invariant(favored !== undefined && next !== undefined, "there are fewer than two hypotheses");
  const pullOf = (reason: Reason): number =>
    Math.abs(logit(posterior[favored]) - logit(posteriorOf(prior, without(held, reason.id))[favored]));
  const ordered = held
    .map((reason) => ({ reason, pull: pullOf(reason) }))
    .sort((a, b) => b.pull - a.pull)
    .map(({ reason }) => reason);
  const isClear = posterior[favored] >= POSTERIOR_MIN && posterior[favored] - posterior[next] >= LEAD_MIN;
  if (isClear && isNonEmpty(ordered)) {
    return { kind: "attributed", favored, posterior, reasons: ordered, missing };
  }
  const why =
    ordered.length === 0
      ? "no telemetry around the incident speaks for or against any explanation"
      : "the evidence at hand does not tell the leading explanations apart";
  return { kind: "undetermined", posterior, reasons: ordered, missing: [why, ...missing] };
}

/** What the posterior would be had one reason not held: "without the grant, access falls from 0.81 to 0.22". */
export function withoutReason(
  facts: IncidentFacts,
  inputs: { readonly reasons: readonly ReasonDefinition[]; readonly options?: AttributionOptions },
  reasonId: string,
): Posterior {
  const { held } = weigh(facts, inputs.reasons, inputs.options ?? {});
  return posteriorOf(priorOf(facts), without(held, reasonId));
}

function weigh(
  facts: IncidentFacts,
  reasons: readonly ReasonDefinition[],
  options: AttributionOptions,
): { readonly held: readonly Reason[]; readonly missing: readonly string[] } {
  const held: Reason[] = [];
  const missing = new Set<string>();
  for (const definition of reasons) {
    const verdict = definition.evaluate(facts);
    if (verdict.kind === "not_assessed") missing.add(verdict.missing);
    if (verdict.kind !== "holds") continue;
    const logOdds = options.logOddsOf?.(definition) ?? definition.startLogOdds;
    held.push({ id: definition.id, text: verdict.text, logOdds, restsOn: verdict.restsOn });
  }
  return { held, missing: [...missing, ...facts.omitted] };
}

function priorOf(facts: IncidentFacts): Posterior {
  invariant(isNonEmpty(facts.findings), "an incident without findings has no attribution");
  const { signal } = strongestFinding(facts.findings).evidence.observation.series;
  const traits = facts.traits[signal];
  invariant(traits !== undefined, `facts lack the traits of signal \`${signal}\``);
  return startPrior(traits.surface);
}

function posteriorOf(prior: Posterior, held: readonly Reason[]): Posterior {
  const logWeights = byHypothesis(
    (hypothesis) =>
      Math.log(prior[hypothesis]) +
      EVIDENCE_SHARE * held.reduce((sum, reason) => sum + (reason.logOdds[hypothesis] ?? 0), 0),
  );
  const largest = Math.max(...Object.values(logWeights));
  const weights = byHypothesis((hypothesis) => Math.exp(logWeights[hypothesis] - largest));
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return byHypothesis((hypothesis) => weights[hypothesis] / total);
}

function byHypothesis(value: (hypothesis: Hypothesis, index: number) => number): Posterior {
  const [shift, pipeline, newly, unauthorized, growth, telemetry] = HYPOTHESES;
  return {
    [shift]: value(shift, 0),
    [pipeline]: value(pipeline, 1),
    [newly]: value(newly, 2),
    [unauthorized]: value(unauthorized, 3),
    [growth]: value(growth, 4),
    [telemetry]: value(telemetry, 5),
  };
}

function without(held: readonly Reason[], reasonId: string): readonly Reason[] {
  return held.filter(({ id }) => id !== reasonId);
}

/** Log-odds, kept finite where a posterior rounds to 0 or 1. */
function logit(posterior: number): number {
  return Math.log(Math.max(posterior, Number.MIN_VALUE) / Math.max(1 - posterior, Number.EPSILON));
}
