import { formatMoment } from "../domain/format-quantity.ts";
import { type BrailleCanvas, DOTS_PER_CELL, openBrailleCanvas } from "./braille-canvas.ts";
import { type ChartScale, chartScale } from "./chart-scale.ts";
import { type ChartBucket, greatest, least } from "./series-chart-data.ts";
import { type Line, type Piece, piece } from "./styled-line.ts";

export interface ChartSize {
  /** Cells that a line may take, labels included. */
  readonly width: number;
  /** Rows of the plot, without the axis below. */
  readonly height: number;
}

/** Rows of the plot between two labels, at most. */
const ROWS_PER_TICK = 4;
const ALARM_MARK = "●";
const ALARM_POINTER = "▲";
const BAND_MARK = "░";

/** What is drawn in one column of dots; NaN where nothing is. */
interface DotColumn {
  readonly min: number;
  readonly max: number;
}

/**
 * A series as a chart: values as braille dots, the expected band shaded, alarms marked in the plot and pointed at from
 * below, so that nothing depends on color. Says so where no row has a number.
 */
export function renderChart(buckets: readonly ChartBucket[], size: ChartSize): readonly Line[] {
  const scale = chartScale(buckets, Math.max(2, Math.floor(size.height / ROWS_PER_TICK)));
  if (scale === null) return [[piece("nothing to draw: no row has a number", "dim")]];
  const labelWidth = Math.max(...scale.ticks.map(({ label }) => label.length), 1);
  const plot: Plot = {
    buckets,
    scale,
    columnCount: Math.max(1, size.width - labelWidth - 2),
    rowCount: size.height,
  };
  const canvas = drawValues(plot);
  const alarms = alarmColumns(plot);
  const labels = new Map(scale.ticks.map(({ value, label }) => [rowAt(plot, value), label]));
  const rows = Array.from({ length: plot.rowCount }, (_, row): Line => {
    const label = labels.get(row);
    const axis = `${(label ?? "").padStart(labelWidth)} ${label === undefined ? "│" : "┤"}`;
    return [piece(axis, "dim"), ...plotRow(plot, canvas, { row, alarms })];
  });
  return [...rows, ...timeAxis(plot, labelWidth), pointerRow(plot, labelWidth, alarms)].filter(
    (line) => line.length > 0,
  );
}

interface Plot {
  readonly buckets: readonly ChartBucket[];
  readonly scale: ChartScale;
  readonly columnCount: number;
  readonly rowCount: number;
}

/** Row of dots of a value, from the top. */
function dotAt({ scale, rowCount }: Plot, value: number): number {
  const dotCount = rowCount * DOTS_PER_CELL.down;
  const share = (value - scale.min) / (scale.max - scale.min);
  return Math.round((1 - share) * (dotCount - 1));
}

function rowAt(plot: Plot, value: number): number {
  return Math.floor(dotAt(plot, value) / DOTS_PER_CELL.down);
}

function drawValues(plot: Plot): BrailleCanvas {
  const canvas = openBrailleCanvas(plot.columnCount, plot.rowCount);
  const dotColumnCount = plot.columnCount * DOTS_PER_CELL.across;
  let before: DotColumn | null = null;
  for (let x = 0; x < dotColumnCount; x++) {
    const column = dotColumn(plot.buckets, x, dotColumnCount);
    if (column === null) {
      before = null;
      continue;
    }
    const joined = before === null ? column : joinedTo(column, before);
    for (let y = dotAt(plot, joined.max); y <= dotAt(plot, joined.min); y++) canvas.set(x, y);
    before = column;
  }
  return canvas;
}

/** Reaches to the column before, so that the line is not broken by a jump. */
function joinedTo(column: DotColumn, before: DotColumn): DotColumn {
  if (before.max < column.min) return { min: before.max, max: column.max };
  if (before.min > column.max) return { min: column.min, max: before.min };
  return column;
}

/** With more buckets than columns their range, with fewer the straight line between neighbors. */
function dotColumn(buckets: readonly ChartBucket[], x: number, columnCount: number): DotColumn | null {
  if (buckets.length >= columnCount) {
    const range = bucketsAt(buckets, x, columnCount);
    const min = range.reduce((sofar, bucket) => least(sofar, bucket.valueMin), Number.NaN);
    const max = range.reduce((sofar, bucket) => greatest(sofar, bucket.valueMax), Number.NaN);
    return Number.isNaN(min) ? null : { min, max };
  }
  const position = columnCount === 1 ? 0 : (x * (buckets.length - 1)) / (columnCount - 1);
  const left = buckets[Math.floor(position)];
  const right = buckets[Math.ceil(position)];
  if (left === undefined || right === undefined) return null;
  const share = position - Math.floor(position);
  const value = left.valueMax + (right.valueMin - left.valueMax) * share;
  return Number.isNaN(value) ? null : { min: value, max: value };
}

/** Buckets that fall on a column, the nearest one where columns are more than buckets. */
function bucketsAt(
  buckets: readonly ChartBucket[],
  column: number,
  columnCount: number,
): readonly ChartBucket[] {
  const from = Math.floor((column * buckets.length) / columnCount);
  const until = Math.max(from + 1, Math.floor(((column + 1) * buckets.length) / columnCount));
  return buckets.slice(from, until);
}

/** Row of the worst alarm in each column that has one. */
function alarmColumns(plot: Plot): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  plot.buckets.forEach((bucket, index) => {
    if (Number.isNaN(bucket.alarmValue)) return;
    rows.set(columnOf(plot, index), rowAt(plot, bucket.alarmValue));
  });
  return rows;
}

function columnOf({ buckets, columnCount }: Plot, index: number): number {
  if (buckets.length >= columnCount * DOTS_PER_CELL.across)
    return Math.floor((index * columnCount) / buckets.length);
  if (buckets.length === 1) return 0;
  const x = Math.round((index * (columnCount * DOTS_PER_CELL.across - 1)) / (buckets.length - 1));
  return Math.floor(x / DOTS_PER_CELL.across);
}

function plotRow(
  plot: Plot,
  canvas: BrailleCanvas,
  { row, alarms }: { readonly row: number; readonly alarms: ReadonlyMap<number, number> },
): Line {
  return Array.from({ length: plot.columnCount }, (_, column): Piece => {
    if (alarms.get(column) === row) return piece(ALARM_MARK, "bad");
    const dots = canvas.at(column, row);
    if (dots !== null) return piece(dots, "accent");
    return isInBand(plot, column, row) ? piece(BAND_MARK, "dim") : piece(" ", "plain");
  });
}

function isInBand(plot: Plot, column: number, row: number): boolean {
  const buckets = bucketsAt(plot.buckets, column, plot.columnCount);
  const lower = buckets.reduce((sofar, bucket) => least(sofar, bucket.lower), Number.NaN);
  const upper = buckets.reduce((sofar, bucket) => greatest(sofar, bucket.upper), Number.NaN);
  if (Number.isNaN(lower) || Number.isNaN(upper)) return false;
  return row >= rowAt(plot, upper) && row <= rowAt(plot, lower);
}

function timeAxis(plot: Plot, labelWidth: number): readonly Line[] {
  const first = plot.buckets[0];
  const middle = plot.buckets[Math.floor(plot.buckets.length / 2)];
  const last = plot.buckets.at(-1);
  if (first === undefined || middle === undefined || last === undefined) return [];
  const margin = " ".repeat(labelWidth + 1);
  const [left, center, right] = [first.startsAt, middle.startsAt, last.endsAt].map(formatMoment);
  return [
    [piece(`${margin}└${"─".repeat(plot.columnCount)}`, "dim")],
    [piece(`${margin} ${spread([left ?? "", center ?? "", right ?? ""], plot.columnCount)}`, "dim")],
  ];
}

/** Labels at the left, in the middle and at the right; the middle one, then the left one, give way. */
function spread(labels: readonly [string, string, string], width: number): string {
  const [left, center, right] = labels;
  const space = width - left.length - right.length;
  if (space < 1) return right.padStart(width).slice(-width);
  if (space < center.length + 2) return left + " ".repeat(space) + right;
  const before = Math.floor((space - center.length) / 2);
  return left + " ".repeat(before) + center + " ".repeat(space - center.length - before) + right;
}

function pointerRow(plot: Plot, labelWidth: number, alarms: ReadonlyMap<number, number>): Line {
  if (alarms.size === 0) return [];
  const marks = Array.from({ length: plot.columnCount }, (_, column) =>
    alarms.has(column) ? ALARM_POINTER : " ",
  );
  return [" ".repeat(labelWidth + 2), piece(marks.join("").trimEnd(), "bad")];
}
