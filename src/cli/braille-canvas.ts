/** A cell is two dots wide and four high. */
export const DOTS_PER_CELL = { across: 2, down: 4 };
/** First of the 256 braille patterns; each dot adds its bit. Source: The Unicode Standard, block U+2800. */
const BRAILLE_BLANK = 0x2800;
/** Bit of the dot in each row of a cell, left and right. */
const DOT_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

/** Dots on a grid of terminal cells; the dot (0, 0) is at the top left. */
export interface BrailleCanvas {
  set(x: number, y: number): void;
  /** The cell's character, or null where it has no dot. */
  at(column: number, row: number): string | null;
}

export function openBrailleCanvas(columnCount: number, rowCount: number): BrailleCanvas {
  const cells = new Uint8Array(columnCount * rowCount);
  return {
    set(x, y) {
      const column = Math.floor(x / DOTS_PER_CELL.across);
      const row = Math.floor(y / DOTS_PER_CELL.down);
      if (column < 0 || column >= columnCount || row < 0 || row >= rowCount) return;
      const bit = DOT_BITS[y % DOTS_PER_CELL.down]?.[x % DOTS_PER_CELL.across] ?? 0;
      const at = row * columnCount + column;
      cells[at] = (cells[at] ?? 0) | bit;
    },
    at(column, row) {
      const dots = cells[row * columnCount + column] ?? 0;
      return dots === 0 ? null : String.fromCharCode(BRAILLE_BLANK + dots);
    },
  };
}
