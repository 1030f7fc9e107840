import { formatMoment, formatNumber } from "../domain/format-quantity.ts";
import type { EpochMs } from "../domain/units.ts";
import type { ScanCoverage } from "../services/scan-report.ts";
import { countText } from "./count-text.ts";
import { type Column, type RowData, renderTable } from "./render-table.ts";
import { type Line, piece } from "./styled-line.ts";
import { wrappedLine } from "./wrapped-line.ts";

/** The columns that decide come first: a narrow terminal cuts at the right. */
const COLUMNS: readonly Column[] = [
  { key: "table", title: "source", cut: "start" },
  { key: "state", title: "state", style: (value) => (value === "assessed" ? "good" : "warn") },
  { key: "rows", title: "rows", align: "right" },
  {
    key: "skipped",
    title: "skipped",
    align: "right",
    style: (value) => (value === "0" || value === "" ? "plain" : "warn"),
  },
  { key: "last", title: "last event (UTC)" },
  { key: "first", title: "first event", isSpare: true },
  { key: "late", title: "late", align: "right", isSpare: true },
  { key: "duplicates", title: "dup.", align: "right", isSpare: true },
];

/** What was read and what was not; "not assessed" stands out, because it is never "fine". */
export function renderCoverage(coverage: ScanCoverage, width: number): readonly Line[] {
  const { totals } = coverage;
  return [
    [piece("Coverage", "strong")],
    ...renderTable(COLUMNS, coverage.sources.map(sourceRow), width),
    ...skippedLines(coverage, width),
    ...besideLines(coverage.notes, width),
    ...notAssessedLines(coverage, width),
    [],
    [
      piece(countText(totals.incidentCount, "incident"), "strong"),
      ` from ${countText(totals.findingCount, "finding")}`,
    ],
    [
      `${formatNumber(totals.observationCount)} observations of ${formatNumber(totals.seriesCount)} series of `,
      `${formatNumber(totals.signalCount)} signals in ${totals.durationSeconds.toFixed(1)} s`,
    ],
  ];
}

type SourceCoverage = ScanCoverage["sources"][number];

function sourceRow(source: SourceCoverage): RowData {
  const isAssessed = source.notAssessed === null;
  const skippedRows = source.skipped.map(({ rowCount }) => rowCount);
  const lost = skippedRows.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const isUncountable = skippedRows.includes(null);
  return {
    table: tableName(source),
    rows: isAssessed ? formatNumber(source.rowCount) : "",
    first: momentText(source.firstEventAt).slice(0, "2026-03-14".length),
    last: momentText(source.lastEventAt),
    late: source.lateCount === null ? "" : formatNumber(source.lateCount),
    duplicates: isAssessed ? formatNumber(source.duplicateCount) : "",
    skipped: isAssessed || lost > 0 ? `${formatNumber(lost)}${isUncountable ? "+" : ""}` : "",
    state: isAssessed ? "assessed" : "NOT ASSESSED",
  };
}

/** What lies beside the telemetry: named, so that nobody takes it for read. */
function besideLines(notes: ScanCoverage["notes"], width: number): readonly Line[] {
  if (notes === null) return [];
  return [
    ...beside("tables that are not read", notes.otherTables, width),
    ...beside("files that are no telemetry", notes.ignored, width),
  ];
}

function beside(what: string, names: readonly string[], width: number): readonly Line[] {
  if (names.length === 0) return [];
  const named = names.slice(0, NAMED_FILE_COUNT_MAX).join(", ");
  const more = names.length - NAMED_FILE_COUNT_MAX;
  return wrappedLine(piece(`${what}: `, "dim"), more > 0 ? `${named} and ${more} more` : named, width);
}

function notAssessedLines(coverage: ScanCoverage, width: number): readonly Line[] {
  const sources = coverage.sources.flatMap((source) =>
    source.notAssessed === null ? [] : [{ name: tableName(source), reason: source.notAssessed.text }],
  );
  const signals = coverage.notAssessed.map(({ signal, reason }) => ({ name: signal, reason }));
  return [...sources, ...signals].flatMap(({ name, reason }) =>
    wrappedLine(piece("not assessed: ", "warn"), `${name}: ${reason}`, width),
  );
}

/** Without the catalog, as the files are named. */
function tableName({ table }: SourceCoverage): string {
  return table.split(".").slice(-2).join(".");
}

/** Snapshots that do not tell when they were taken have the start of the epoch. */
function momentText(moment: EpochMs | null): string {
  return moment === null || moment === 0 ? "" : formatMoment(moment);
}

/** Files with skipped rows that are named; more would bury the table. */
const NAMED_FILE_COUNT_MAX = 5;

function skippedLines(coverage: ScanCoverage, width: number): readonly Line[] {
  const skipped = [
    ...coverage.sources.flatMap((source) => source.skipped),
    ...(coverage.notes?.skipped ?? []),
  ];
  const named = skipped
    .slice(0, NAMED_FILE_COUNT_MAX)
    .flatMap(({ file, reason }) => wrappedLine(piece("skipped: ", "warn"), `${file}: ${reason}`, width));
  const more = skipped.length - NAMED_FILE_COUNT_MAX;
  return more > 0 ? [...named, [piece(`and ${more} more; --json names all`, "dim")]] : named;
}
