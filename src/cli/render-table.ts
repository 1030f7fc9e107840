import type { Json } from "../domain/brand.ts";
import { displayWidth, truncateStartToWidth, truncateToWidth } from "./display-width.ts";
import { escapeControl } from "./escape-control.ts";
import { type Line, type Piece, piece, type Style } from "./styled-line.ts";

/** A row as data; what a column does not show is still in the JSON form. */
export type RowData = Readonly<Record<string, Json>>;

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly align?: "left" | "right";
  /** How the value reads; the JSON text of anything but text and numbers where absent. */
  readonly format?: (value: Json, row: RowData) => string;
  readonly style?: (value: Json, row: RowData) => Style;
  /** Gives way when the table is wider than the terminal, and is cut at which end; does not where absent. */
  readonly cut?: "start" | "end";
  /** Left out, the last such column first, before anything is cut. */
  readonly isSpare?: boolean;
}

const GAP = "  ";
/** A column that gives way keeps at least this many cells. */
const SHRUNK_WIDTH_MIN = 8;

/** A table as lines: a header and one line a row, columns padded to what they hold, at most `width` cells where given. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly RowData[],
  width: number | null,
): readonly Line[] {
  const all = columns.map((column) => laidOut(column, rows));
  const kept = width === null ? all : withoutSpare(all, width);
  const widths = width === null ? kept.map(({ natural }) => natural) : shrink(kept, width);
  const header = kept.map(({ column }) => piece(column.title, "dim"));
  const lines = rows.map((_, row) => kept.map(({ cells }) => cells[row] ?? piece("", "plain")));
  return [header, ...lines].map((line) => layOut(kept, line, widths));
}

/** A column with its cells and the width that shows all of them. */
interface LaidOutColumn {
  readonly column: Column;
  readonly cells: readonly Piece[];
  readonly natural: number;
}

function laidOut(column: Column, rows: readonly RowData[]): LaidOutColumn {
  const cells = rows.map((row) => cellOf(column, row));
  const natural = cells.reduce(
    (widest, { text }) => Math.max(widest, displayWidth(text)),
    displayWidth(column.title),
  );
  return { column, cells, natural };
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
}

function withoutSpare(columns: readonly LaidOutColumn[], width: number): readonly LaidOutColumn[] {
  const kept = [...columns];
  while (totalWidth(kept.map(({ natural }) => natural)) > width) {
    const spare = kept.findLastIndex(({ column }) => column.isSpare === true);
    if (spare < 0) break;
    kept.splice(spare, 1);
  }
  return kept;
}

function cellOf(column: Column, row: RowData): Piece {
  const value = row[column.key] ?? null;
  const text = column.format === undefined ? plainText(value) : column.format(value, row);
  return piece(escapeControl(text), column.style?.(value, row) ?? "plain");
}

/** How a value reads where nothing says otherwise. */
export function plainText(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function shrink(columns: readonly LaidOutColumn[], width: number): readonly number[] {
  const widths = columns.map(({ natural }) => natural);
  for (let excess = totalWidth(widths) - width; excess > 0; excess--) {
    const widest = widestToCut(columns, widths);
    if (widest === null) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function widestToCut(columns: readonly LaidOutColumn[], widths: readonly number[]): number | null {
  let widest: number | null = null;
  columns.forEach(({ column }, index) => {
    const isWider = (widths[index] ?? 0) > (widest === null ? SHRUNK_WIDTH_MIN : (widths[widest] ?? 0));
    if (column.cut !== undefined && isWider) widest = index;
  });
  return widest;
}

function layOut(columns: readonly LaidOutColumn[], line: readonly Piece[], widths: readonly number[]): Line {
  const last = columns.length - 1;
  return columns.flatMap(({ column }, index): Line => {
    const cell = line[index] ?? piece("", "plain");
    const width = widths[index] ?? 0;
    const text =
      column.cut === "start" ? truncateStartToWidth(cell.text, width) : truncateToWidth(cell.text, width);
    const padding = " ".repeat(width - displayWidth(text));
    const styled = piece(text, cell.style);
    const gap = index === 0 ? "" : GAP;
    if (column.align === "right") return [gap + padding, styled];
    return index === last ? [gap, styled] : [gap, styled, padding];
  });
}
