import type { Json } from "../domain/brand.ts";
import { HYPOTHESES, type Reason } from "../domain/evidence.ts";
import type { EpochMs } from "../domain/units.ts";
import type { ScanCoverage, ScanFinding, ScanIncident, Span } from "../services/scan-report.ts";
import type { RowData } from "./render-table.ts";

/** An incident as `scan --json` prints it; docs/json.md describes every key. */
export function incidentJson(incident: ScanIncident): RowData {
  const { attribution } = incident;
  return {
    kind: "incident",
    id: incident.id,
    openedAt: isoMoment(incident.openedAt),
    window: spanJson(incident.window),
    summary: incident.summary,
    principals: incident.principals,
    securables: incident.securables,
    jobs: incident.jobs,
    warehouses: incident.warehouses,
    attribution: {
      favored: attribution.kind === "attributed" ? attribution.favored : null,
      posterior: Object.fromEntries(HYPOTHESES.map((each) => [each, attribution.posterior[each]])),
      reasons: attribution.reasons.map(reasonJson),
      missing: attribution.missing,
    },
    findings: incident.findings.map(findingJson),
  };
}

function reasonJson(reason: Reason): Json {
  return { id: reason.id, text: reason.text, logOdds: { ...reason.logOdds }, restsOn: reason.restsOn };
}

function findingJson(finding: ScanFinding): Json {
  return {
    id: finding.id,
    signal: finding.signal,
    title: finding.title,
    sentence: finding.sentence,
    surface: finding.surface,
    unit: finding.unit,
    entity: { ...finding.entity },
    window: spanJson(finding.window),
    value: finding.value,
    expected: finding.expected,
    lower: finding.lower,
    upper: finding.upper,
    p: finding.p,
    thresholdP: finding.thresholdP,
    weight: finding.weight,
    detector: finding.detectors[0],
    detectors: finding.detectors,
    contributions: finding.contributions.map(({ part, share }) => ({ part, share })),
  };
}

/** The last line of `scan --json`. */
export function coverageJson(coverage: ScanCoverage): RowData {
  return {
    kind: "coverage",
    sources: coverage.sources.map(sourceJson),
    notes: coverage.notes === null ? null : notesJson(coverage.notes),
    notAssessed: coverage.notAssessed.map(({ signal, reason }) => ({ signal, reason })),
    totals: { ...coverage.totals },
  };
}

function notesJson(notes: NonNullable<ScanCoverage["notes"]>): Json {
  return {
    skipped: notes.skipped.map(({ file, reason, rowCount }) => ({ file, reason, rowCount })),
    ignored: notes.ignored,
    otherTables: notes.otherTables,
  };
}

function sourceJson(source: ScanCoverage["sources"][number]): Json {
  return {
    source: source.source,
    table: source.table,
    fileCount: source.fileCount,
    byteCount: source.byteCount,
    rowCount: source.rowCount,
    firstEventAt: isoMoment(source.firstEventAt),
    lastEventAt: isoMoment(source.lastEventAt),
    lateCount: source.lateCount,
    duplicateCount: source.duplicateCount,
    futureCount: source.futureCount,
    skipped: source.skipped.map(({ file, reason, rowCount }) => ({ file, reason, rowCount })),
    unknownColumns: source.unknownColumns,
    absentColumns: source.absentColumns,
    notAssessed:
      source.notAssessed === null ? null : { kind: source.notAssessed.kind, text: source.notAssessed.text },
  };
}

function spanJson(span: Span): Json {
  return { start: isoMoment(span.start), end: isoMoment(span.end) };
}

function isoMoment(moment: EpochMs | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
