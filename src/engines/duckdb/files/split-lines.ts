import { OBJECT_BYTES_MAX, type Piece, pieceBuffer, type Splitter } from "./split-text.ts";

const NEWLINE = 0x0a;

/** One object a line. Positions are line numbers from 1; blank lines give nothing; a broken line costs only itself. */
export function lineSplitter(byteCountMax: number = OBJECT_BYTES_MAX): Splitter {
  const buffer = pieceBuffer(byteCountMax);
  let line = 1;

  function endLine(pieces: Piece[]): void {
    if (buffer.isTooLong) pieces.push({ kind: "too_long", position: line });
    const bytes = buffer.take();
    if (!isBlank(bytes)) pieces.push({ kind: "text", position: line, bytes });
    line += 1;
  }

  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        buffer.add(chunk.subarray(start, at));
        endLine(pieces);
        start = at + 1;
      }
      if (start < chunk.length) buffer.add(chunk.subarray(start));
      return pieces;
    },
    end() {
      const pieces: Piece[] = [];
      endLine(pieces);
      return pieces;
    },
  };
}

/** Space, tab, carriage return. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => BLANKS.has(byte));
}
