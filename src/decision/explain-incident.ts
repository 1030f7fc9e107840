import { isNonEmpty } from "../domain/brand.ts";
import { entityText } from "../domain/entity-text.ts";
import type { Finding } from "../domain/evidence.ts";
import { formatMoment, formatNumber, formatQuantity } from "../domain/format-quantity.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { SignalId, Window } from "../domain/observation.ts";
import { strongestFinding } from "../domain/strongest-finding.ts";
import { DAY_MS, epochMs, type Unit } from "../domain/units.ts";

/** The words of a signal; `sentence` holds `{entity}` and `{value}`. */
export interface SignalText {
  readonly title: string;
  readonly sentence: string;
  readonly unit: Unit;
}

/** More parts or signals than these are counted, not named. */
const NAMED_PART_COUNT = 3;
const NAMED_SIGNAL_COUNT = 4;

/**
 * One or two plain sentences for somebody on call: the strongest finding with what was expected and when (UTC), then
 * what else moved, by signal.
 *
 * @throws BUG without findings.
 */
export function incidentSentence(
  findings: readonly Finding[],
  texts: (signalId: SignalId) => SignalText,
): string {
  invariant(isNonEmpty(findings), "an incident without findings has no sentence");
  const strongest = strongestFinding(findings);
  const others = findings.filter((finding) => finding !== strongest);
  const head = findingSentence(strongest, texts(strongest.evidence.observation.series.signal));
  return others.length === 0 ? head : `${head} ${othersSentence(strongest, others, texts)}`;
}

/** What one finding says: the signal's sentence, what was expected, what carries it, and when. */
export function findingSentence(finding: Finding, text: SignalText): string {
  const { series, value, window } = finding.evidence.observation;
  const isScalar = value.kind === "scalar";
  const shown = isScalar ? formatQuantity(finding.value, text.unit) : formatNumber(itemCount(finding));
  // Replacements as functions: a name may hold `$&`.
  const statement = text.sentence
    .replace("{entity}", () => entityText(series.entity))
    .replace("{value}", () => shown);
  return `${statement}${isScalar ? expectation(finding, text.unit) : ""}${carriers(finding)}, ${windowText(window)}.`;
}

function itemCount(finding: Finding): number {
  const { value } = finding.evidence.observation;
  if (value.kind === "scalar") return value.value;
  const counts = value.kind === "sketch" ? value.sketch.counts : value.counts;
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function expectation(finding: Finding, unit: Unit): string {
  const { expected, lower, upper } = finding;
  if (expected === null) return "";
  const band =
    lower === null || upper === null
      ? ""
      : ` (usually ${formatQuantity(lower, unit)} to ${formatQuantity(upper, unit)})`;
  return `, against ${formatQuantity(expected, unit)} expected${band}`;
}

/** Categories that carry the deviation; buckets of a sketch are numbers that say nothing to a reader. */
function carriers(finding: Finding): string {
  if (finding.evidence.observation.value.kind !== "categories" || finding.contributions.length === 0)
    return "";
  const ordered = [...finding.contributions].sort((a, b) => b.share - a.share);
  const named = ordered.slice(0, NAMED_PART_COUNT).map(({ part }) => part);
  const more = ordered.length - named.length;
  return `, above all in ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function windowText(window: Window): string {
  const end = epochMs(window.start + window.length);
  if (window.length % DAY_MS !== 0) {
    const endMoment = formatMoment(end);
    const isSameDay = endMoment.slice(0, 10) === formatMoment(window.start).slice(0, 10);
    return `${formatMoment(window.start)} to ${isSameDay ? endMoment.slice(11) : endMoment} UTC`;
  }
  const firstDay = formatMoment(window.start).slice(0, 10);
  if (window.length === DAY_MS) return `on ${firstDay} (UTC)`;
  return `from ${firstDay} to ${formatMoment(epochMs(end - DAY_MS)).slice(0, 10)} (UTC)`;
}

function othersSentence(
  strongest: Finding,
  others: readonly Finding[],
  texts: (signalId: SignalId) => SignalText,
): string {
  const counts = new Map<string, number>();
  let sameCount = 0;
  for (const finding of [...others].sort((a, b) => a.evidence.p - b.evidence.p)) {
    const { signal } = finding.evidence.observation.series;
    if (signal === strongest.evidence.observation.series.signal) {
      sameCount++;
      continue;
    }
    const { title } = texts(signal);
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  const named = [...counts].slice(0, NAMED_SIGNAL_COUNT);
  const rest = [...counts].slice(NAMED_SIGNAL_COUNT).reduce((total, [, count]) => total + count, 0);
  const parts = [
    ...(sameCount > 0 ? [`the same ${timesText(sameCount)} more`] : []),
    ...named.map(([title, count]) => `${lowerFirst(title)}${count > 1 ? ` (${count} findings)` : ""}`),
    ...(rest > 0 ? [`${rest} more findings`] : []),
  ];
  return `Also unusual: ${parts.join(", ")}.`;
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${formatNumber(count)} times`;
}

/** Lower case for a title inside a sentence, unless its first word is an abbreviation (`API calls`). */
function lowerFirst(title: string): string {
  return /^[A-Z][A-Z]/.test(title) ? title : title.slice(0, 1).toLowerCase() + title.slice(1);
}
