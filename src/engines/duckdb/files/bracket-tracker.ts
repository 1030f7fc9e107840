const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Follows brackets and strings of JSON text byte by byte; never looks back, so chunks may end anywhere. */
export interface BracketTracker {
  /** Begins inside `depth` open brackets, outside a string. */
  begin(depth: number): void;
  /** Moves over one byte; the brackets that are then open. */
  step(byte: number): number;
  readonly isInString: boolean;
}

export function bracketTracker(): BracketTracker {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;

  function stepInString(byte: number): void {
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) isInString = false;
  }

  return {
    begin(openCount) {
      depth = openCount;
      isInString = false;
      isEscaped = false;
    },
    step(byte) {
      if (isInString) stepInString(byte);
      else if (byte === QUOTE) isInString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
      return depth;
    },
    get isInString() {
      return isInString;
    },
  };
}
