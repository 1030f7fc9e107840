import { formatNumber, formatP } from "../domain/format-quantity.ts";
import type { SeriesVerdict } from "../services/series-verdict.ts";
import { type Column, type RowData, renderTable } from "./render-table.ts";
import { type Line, piece } from "./styled-line.ts";

/** Alarms that are listed; a longer list means that the budget is wrong for the series, not that it should be read. */
const LISTED_ALARM_COUNT_MAX = 50;

/** Counts the rows of a series and keeps its first alarms. */
export interface AlarmList {
  add(verdict: SeriesVerdict): void;
  alarms(): readonly SeriesVerdict[];
  alarmCount(): number;
  rowCount(): number;
  warmingCount(): number;
}

export function openAlarmList(): AlarmList {
  const kept: SeriesVerdict[] = [];
  let alarmCount = 0;
  let rowCount = 0;
  let warmingCount = 0;
  return {
    add(verdict) {
      rowCount++;
      if (verdict.isWarming) warmingCount++;
      if (!verdict.isAlarm) return;
      alarmCount++;
      if (kept.length < LISTED_ALARM_COUNT_MAX) kept.push(verdict);
    },
    alarms: () => kept,
    alarmCount: () => alarmCount,
    rowCount: () => rowCount,
    warmingCount: () => warmingCount,
  };
}

const COLUMNS: readonly Column[] = [
  { key: "timestamp", title: "alarm at" },
  { key: "value", title: "value", align: "right", style: () => "bad" },
  { key: "expected", title: "expected", align: "right" },
  { key: "band", title: "99 % band", align: "right" },
  { key: "p", title: "p", align: "right" },
];

/** The alarms of a series as a table, and one line that sums up. */
export function renderAlarms(list: AlarmList, width: number): readonly Line[] {
  const more = list.alarmCount() - list.alarms().length;
  const warming = list.warmingCount();
  return [
    ...(list.alarmCount() === 0 ? [] : renderTable(COLUMNS, list.alarms().map(alarmRow), width)),
    ...(more > 0 ? [[piece(`and ${formatNumber(more)} more alarms; --json prints every row`, "dim")]] : []),
    [
      piece(`${formatNumber(list.alarmCount())} ${list.alarmCount() === 1 ? "alarm" : "alarms"}`, "strong"),
      ` in ${formatNumber(list.rowCount())} rows`,
      piece(warming > 0 ? `; ${formatNumber(warming)} of them only warmed the model up` : "", "dim"),
    ],
  ];
}

function alarmRow({ timestamp, value, expected, lower, upper, p }: SeriesVerdict): RowData {
  return {
    timestamp,
    value: value === null ? "" : formatNumber(value),
    expected: expected === null ? "" : formatNumber(expected),
    band: lower === null || upper === null ? "" : `${formatNumber(lower)} – ${formatNumber(upper)}`,
    p: p === null ? "" : formatP(p),
  };
}
