/** One candidate of an object out of a text. */
export type Piece =
  | { readonly kind: "text"; readonly position: number; readonly bytes: Buffer }
  /** Longer than the limit; its bytes were let go as they came. */
  | { readonly kind: "too_long"; readonly position: number }
  /** What stands here is no object, array or `{"records":[…]}`. */
  | { readonly kind: "broken"; readonly position: number }
  /** The text ends inside an object or list; `position` is that of the last object begun. */
  | { readonly kind: "cut"; readonly position: number };

/** Takes chunks of a text, gives pieces in their order. Holds at most one piece. */
export interface Splitter {
  push(chunk: Buffer): readonly Piece[];
  /** What is left when the text has ended. */
  end(): readonly Piece[];
}

/**
 * Longest object that is read. The audit log cuts request parameters at 100 KB; DuckDB's own limit is the same 16 MB.
 */
export const OBJECT_BYTES_MAX = 16_777_216;

/** Bytes of one piece, collected over chunks and bounded. */
export interface PieceBuffer {
  add(bytes: Buffer): void;
  readonly byteCount: number;
  readonly isTooLong: boolean;
  /** The bytes, and an empty buffer again. */
  take(): Buffer;
}

export function pieceBuffer(byteCountMax: number): PieceBuffer {
  let parts: Buffer[] = [];
  let byteCount = 0;
  return {
    add(bytes) {
      byteCount += bytes.length;
      if (byteCount > byteCountMax) parts = [];
      else parts.push(bytes);
    },
    get byteCount() {
      return byteCount;
    },
    get isTooLong() {
      return byteCount > byteCountMax;
    },
    take() {
      const only = parts.length === 1 ? parts[0] : undefined;
      const bytes = only ?? Buffer.concat(parts);
      parts = [];
      byteCount = 0;
      return bytes;
    },
  };
}
