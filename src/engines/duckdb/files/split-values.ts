import { type BracketTracker, bracketTracker } from "./bracket-tracker.ts";
import { OBJECT_BYTES_MAX, type Piece, type PieceBuffer, pieceBuffer, type Splitter } from "./split-text.ts";

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** Space, tab, line feed, carriage return (RFC 8259, section 2). */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** An object that holds nothing but the opening of a list of records so far. */
const WRAPPER_OPENING = /^\{\s*"records"\s*:\s*\[$/;
/** A longer opening is an object of its own. */
const WRAPPER_OPENING_BYTES_MAX = 256;

interface State {
  readonly buffer: PieceBuffer;
  readonly brackets: BracketTracker;
  /** Objects begun so far. */
  position: number;
  /**
   * between: before or between values. value: inside one that is collected. tail: inside a wrapper, after its list.
   * junk: in something that is no value.
   */
  mode: "between" | "value" | "tail" | "junk";
  /** What encloses the values. */
  list: "none" | "array" | "wrapper";
}

/** Moves through `chunk` from `start`; where it stopped. */
type Mover = (
  state: State,
  chunk: Buffer,
  at: { readonly start: number; readonly pieces: Piece[] },
) => number;

/**
 * Objects that follow one another, with or without commas, pretty-printed or not, stand in an array, or in the list `records` of a wrapper.
 * Positions count objects from 1. Follows brackets and strings only: whether a piece is JSON is for a parser to say.
 */
export function valueSplitter(byteCountMax: number = OBJECT_BYTES_MAX): Splitter {
  const state: State = {
    buffer: pieceBuffer(byteCountMax),
    brackets: bracketTracker(),
    position: 0,
    mode: "between",
    list: "none",
  };
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let start = 0;
      while (start < chunk.length) start = MOVERS[state.mode](state, chunk, { start, pieces });
      return pieces;
    },
    end: () =>
      state.mode === "between" && state.list === "none" ? [] : [{ kind: "cut", position: state.position }],
  };
}

const throughBetween: Mover = (state, chunk, { start }) => {
  const byte = chunk[start] ?? 0;
  if (BLANKS.has(byte) || byte === COMMA) return start + 1;
  if (byte === CLOSE_BRACKET && state.list !== "none") {
    if (state.list === "wrapper") {
      state.brackets.begin(1);
      state.mode = "tail";
    }
    state.list = "none";
    return start + 1;
  }
  if (byte === OPEN_BRACKET && state.list === "none") {
    state.list = "array";
    return start + 1;
  }
  state.position += 1;
  if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) {
    state.mode = "junk";
    return start;
  }
  state.brackets.begin(0);
  state.mode = "value";
  return start;
};

const throughValue: Mover = (state, chunk, { start, pieces }) => {
  for (let at = start; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    const depth = state.brackets.step(byte);
    const isWrapper =
      depth === 2 && byte === OPEN_BRACKET && opensWrapper(state, chunk.subarray(start, at + 1));
    if (isWrapper) {
      state.buffer.take();
      state.position -= 1;
      state.list = "wrapper";
      state.mode = "between";
      return at + 1;
    }
    if (depth === 0) {
      state.buffer.add(chunk.subarray(start, at + 1));
      pieces.push(finished(state));
      state.mode = "between";
      return at + 1;
    }
  }
  state.buffer.add(chunk.subarray(start));
  return chunk.length;
};

/** Whether the value so far, what is collected and `more`, is the opening of a wrapper. */
function opensWrapper({ buffer, brackets, list }: State, more: Buffer): boolean {
  if (list !== "none" || brackets.isInString) return false;
  if (buffer.byteCount + more.length > WRAPPER_OPENING_BYTES_MAX) return false;
  const collected = buffer.take();
  buffer.add(collected);
  return WRAPPER_OPENING.test(Buffer.concat([collected, more]).toString());
}

function finished({ buffer, position }: State): Piece {
  const isTooLong = buffer.isTooLong;
  const bytes = buffer.take();
  return isTooLong ? { kind: "too_long", position } : { kind: "text", position, bytes };
}

const throughTail: Mover = (state, chunk, { start }) => {
  for (let at = start; at < chunk.length; at += 1) {
    if (state.brackets.step(chunk[at] ?? 0) === 0) {
      state.mode = "between";
      return at + 1;
    }
  }
  return chunk.length;
};

/** In a list junk ends with its element, outside with its line. */
const throughJunk: Mover = (state, chunk, { start, pieces }) => {
  for (let at = start; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    const isEnd = state.list === "none" ? byte === NEWLINE : byte === COMMA || byte === CLOSE_BRACKET;
    if (isEnd) {
      pieces.push({ kind: "broken", position: state.position });
      state.mode = "between";
      return at;
    }
  }
  return chunk.length;
};

const MOVERS: Readonly<Record<State["mode"], Mover>> = {
  between: throughBetween,
  value: throughValue,
  tail: throughTail,
  junk: throughJunk,
};
