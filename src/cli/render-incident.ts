import { entityText } from "../domain/entity-text.ts";
import type { Attribution, Hypothesis, Reason } from "../domain/evidence.ts";
import { HYPOTHESES } from "../domain/evidence.ts";
import { formatMoment, formatP, formatQuantity } from "../domain/format-quantity.ts";
import type { ScanFinding, ScanIncident, Span } from "../services/scan-report.ts";
import { wrapToWidth } from "./display-width.ts";
import { hypothesisName } from "./hypothesis-name.ts";
import { type Column, type RowData, renderTable } from "./render-table.ts";
import { type Line, piece } from "./styled-line.ts";
import { wrappedLine } from "./wrapped-line.ts";

const INDENT = "  ";
/** Explanations below this are not worth a line on call. */
const SHOWN_POSTERIOR_MIN = 0.05;
/** More rows than this hide the incident; --json has all of them. */
const SHOWN_FINDING_COUNT_MAX = 12;
const SHOWN_NAME_COUNT_MAX = 5;

/** One incident for somebody on call: the sentence, the verdict with its reasons, then the findings. */
export function renderIncident(incident: ScanIncident, width: number): readonly Line[] {
  const head: Line = [
    piece(incident.id, "strong"),
    piece(`  opened ${formatMoment(incident.openedAt)} UTC`, "dim"),
  ];
  return [
    head,
    ...paragraph(incident.summary, width),
    [],
    ...verdictLines(incident.attribution, width),
    ...aboutLines(incident, width),
    ...findingLines(incident.findings, width),
    [],
  ];
}

function paragraph(text: string, width: number): readonly Line[] {
  return wrapToWidth(text, width - INDENT.length).map((line): Line => [INDENT, line]);
}

function verdictLines(attribution: Attribution, width: number): readonly Line[] {
  const ranked = [...HYPOTHESES].sort((a, b) => attribution.posterior[b] - attribution.posterior[a]);
  const favored = attribution.kind === "attributed" ? attribution.favored : null;
  const leading = favored ?? ranked[0];
  const share = (hypothesis: Hypothesis): string =>
    `${hypothesisName(hypothesis)} ${attribution.posterior[hypothesis].toFixed(2)}`;
  const others = ranked
    .filter((each) => each !== favored && attribution.posterior[each] >= SHOWN_POSTERIOR_MIN)
    .map(share);
  return [
    [
      INDENT,
      favored === null ? piece("Verdict: undetermined", "warn") : piece(`Verdict: ${share(favored)}`, "bad"),
    ],
    ...(others.length === 0 ? [] : labeled("or", others.join(", "), width)),
    ...(leading === undefined ? [] : reasonLines(attribution.reasons, leading, width)),
    ...attribution.missing.flatMap((text) => labeled("not known", text, width)),
  ];
}

/** Reasons for and against one explanation, the heaviest first; the number is its log-likelihood ratio in nats. */
function reasonLines(reasons: readonly Reason[], about: Hypothesis, width: number): readonly Line[] {
  const weight = (reason: Reason): number => reason.logOdds[about] ?? 0;
  return [...reasons]
    .sort((a, b) => Math.abs(weight(b)) - Math.abs(weight(a)))
    .flatMap((reason) => {
      const odds = weight(reason);
      const label = odds > 0 ? "for" : odds < 0 ? "against" : "also";
      const number = odds === 0 ? "" : ` (${odds > 0 ? "+" : "−"}${Math.abs(odds).toFixed(1)})`;
      return labeled(label, `${reason.text}${number}`, width);
    });
}

const LABEL_WIDTH = 9;

function labeled(label: string, text: string, width: number): readonly Line[] {
  const margin = INDENT.length * 2 + LABEL_WIDTH + 1;
  return wrapToWidth(text, width - margin).map(
    (line, index): Line => [
      INDENT.repeat(2),
      piece(`${(index === 0 ? label : "").padEnd(LABEL_WIDTH)} `, "dim"),
      line,
    ],
  );
}

function aboutLines(incident: ScanIncident, width: number): readonly Line[] {
  const groups = [
    { label: "principals", names: incident.principals },
    { label: "securables", names: incident.securables },
    { label: "jobs", names: incident.jobs },
    { label: "warehouses", names: incident.warehouses },
  ];
  return groups
    .filter(({ names }) => names.length > 0)
    .flatMap(({ label, names }) => {
      const shown = names.slice(0, SHOWN_NAME_COUNT_MAX).join(", ");
      const more = names.length - SHOWN_NAME_COUNT_MAX;
      const text = more > 0 ? `${shown} and ${more} more` : shown;
      return wrappedLine(piece(`${label}: `, "dim"), text, width - INDENT.length);
    })
    .map((line): Line => [INDENT, ...line]);
}

const FINDING_COLUMNS: readonly Column[] = [
  { key: "window", title: "window (UTC)" },
  { key: "signal", title: "signal", cut: "end" },
  { key: "entity", title: "about", cut: "end" },
  { key: "value", title: "value", align: "right", style: () => "strong" },
  { key: "expected", title: "expected", align: "right" },
  { key: "band", title: "99 % band", align: "right", isSpare: true },
  { key: "p", title: "p", align: "right" },
];

function findingLines(findings: readonly ScanFinding[], width: number): readonly Line[] {
  const shown = findings.slice(0, SHOWN_FINDING_COUNT_MAX).map(findingRow);
  const table = renderTable(FINDING_COLUMNS, shown, width - INDENT.length);
  const more = findings.length - shown.length;
  const rest: readonly Line[] =
    more > 0 ? [[INDENT, piece(`and ${more} more findings; --json prints all`, "dim")]] : [];
  return [...table.map((line): Line => [INDENT, ...line]), ...rest];
}

function findingRow(finding: ScanFinding): RowData {
  const { expected, lower, upper, unit, window } = finding;
  const parts = finding.contributions.slice(0, 3).map(({ part }) => part);
  return {
    window: windowText(window),
    signal: quantityName(finding.signal),
    entity: entityText(finding.entity) + (parts.length === 0 ? "" : `: ${parts.join(", ")}`),
    value: formatQuantity(finding.value, unit),
    expected: expected === null ? "" : formatQuantity(expected, unit),
    band:
      lower === null || upper === null
        ? ""
        : `${formatQuantity(lower, unit)} – ${formatQuantity(upper, unit)}`,
    p: formatP(finding.p),
  };
}

/** The signal without the relation that it is computed from, which the reader of an incident need not know. */
function quantityName(signal: string): string {
  return signal.slice(signal.indexOf(".") + 1);
}

/** Start and length, the year left to the head of the incident: `03-14 02:00 +1 h`. */
function windowText({ start, end }: Span): string {
  return `${formatMoment(start).slice("2026-".length)} +${formatQuantity(end - start, "ms")}`;
}
