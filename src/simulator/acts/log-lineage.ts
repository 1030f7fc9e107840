import type { SimulatedSecurable, TableColumn } from "../account/account.ts";
import type { TableLineageRow } from "../telemetry/telemetry-log.ts";
import type { ActOf } from "./act.ts";
import type { ActContext } from "./define-act.ts";
import { knownTable } from "./known-table.ts";

interface LineageSource {
  readonly name: string;
  readonly securable: SimulatedSecurable | null;
  readonly isView: boolean;
  readonly isDirect: boolean;
}

/** A row for each table or view read, written into the target if there is one; a row for a write that reads nothing. */
export function logLineage(context: ActContext, act: ActOf<"statement">, at: number): void {
  const sources = lineageSources(context, act);
  const target = act.writes?.type === "table" ? act.writes.name : null;
  if (sources.length === 0 && target !== null) context.log.tableLineage(lineageRow(act, at, null));
  for (const source of sources) {
    const row = lineageRow(act, at, source);
    context.log.tableLineage(row);
    if (target !== null) logColumns(context, row, { source, target });
  }
}

function lineageRow(act: ActOf<"statement">, at: number, source: LineageSource | null): TableLineageRow {
  return {
    at,
    workspaceId: act.workspaceId ?? "",
    actor: act.actor,
    statementId: act.statementId,
    isDirect: source?.isDirect ?? true,
    source: source?.name ?? null,
    sourceType: source?.isView === true ? "VIEW" : "TABLE",
    target: act.writes?.type === "table" ? act.writes.name : null,
    job: act.jobRun === null ? null : { jobId: act.jobRun.jobId, runId: act.jobRun.runId },
    dashboardId: act.dashboardId,
  };
}

function logColumns(
  context: ActContext,
  row: TableLineageRow,
  { source, target }: { readonly source: LineageSource; readonly target: string },
): void {
  const pairs = columnPairs(source.securable, knownTable(context, target).securable);
  for (const [sourceColumn, targetColumn] of pairs)
    context.log.columnLineage({ ...row, sourceColumn, targetColumn });
}

function lineageSources(context: ActContext, act: ActOf<"statement">): readonly LineageSource[] {
  const sources: LineageSource[] = [];
  for (const { type, name } of act.reads) {
    if (type !== "table") continue;
    const { isView, isInformationSchema, reached, securable } = knownTable(context, name);
    if (isInformationSchema) continue;
    addOnce(sources, { name, isView, securable, isDirect: true });
    for (const object of reached)
      if (object.type === "table") addOnce(sources, { ...object, isDirect: false });
  }
  return sources;
}

function addOnce(sources: LineageSource[], source: LineageSource): void {
  if (!sources.some((known) => known.name === source.name)) sources.push(source);
}

type ColumnPairs = readonly (readonly [string, string])[];

/** Pairs by the columns of both sides, which are replaced when they change. */
const PAIRS = new WeakMap<readonly TableColumn[], WeakMap<readonly TableColumn[], ColumnPairs>>();

function columnPairs(source: SimulatedSecurable | null, target: SimulatedSecurable | null): ColumnPairs {
  const from = columnsOf(source);
  const into = columnsOf(target);
  const known = PAIRS.get(from) ?? new WeakMap<readonly TableColumn[], ColumnPairs>();
  PAIRS.set(from, known);
  const pairs = known.get(into) ?? flowingPairs(from, into);
  known.set(into, pairs);
  return pairs;
}

/** Columns of one name flow into each other; where no name agrees, the first into the first. */
function flowingPairs(from: readonly TableColumn[], into: readonly TableColumn[]): ColumnPairs {
  const names = new Set(into.map((column) => column.name));
  const same = from.filter((column) => names.has(column.name));
  if (same.length > 0) return same.map((column) => [column.name, column.name]);
  const [first, firstTarget] = [from[0], into[0]];
  return first === undefined || firstTarget === undefined ? [] : [[first.name, firstTarget.name]];
}

function columnsOf(table: SimulatedSecurable | null): readonly TableColumn[] {
  return table?.detail.kind === "table" ? table.detail.columns : [];
}
