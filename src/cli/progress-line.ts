import { truncateToWidth } from "./display-width.ts";
import { escapeControl } from "./escape-control.ts";
import type { OutputStream } from "./output-stream.ts";

/** A terminal is redrawn at most this often: ten times a second looks smooth and costs nothing. */
const REDRAW_INTERVAL_MS = 100;
/** Back to the first column and erase the line (ECMA-48, CR and EL 2). */
const ERASE_LINE = "\r\u001b[2K";

/** Time as the progress line sees it. */
export interface ProgressClock {
  /** Only goes forward. */
  nowMs(): number;
  /** Calls `work` once after `delayMs`, unless the returned function is called before. Keeps no process alive. */
  after(delayMs: number, work: () => void): () => void;
}

/** What is going on, for somebody who waits. */
export interface ProgressLine {
  /** `detail` changes often and is left out where every line stays. */
  show(phase: string, detail: string): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

/** On a terminal one line that is redrawn; elsewhere one line a phase. */
export function progressLine(stream: OutputStream, clock: ProgressClock): ProgressLine {
  return stream.isTTY === true ? redrawnLine(stream, clock) : linePerPhase(stream);
}

function redrawnLine(stream: OutputStream, clock: ProgressClock): ProgressLine {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  let wanted = "";
  let cancelDraw: (() => void) | null = null;

  function draw(): void {
    cancelDraw = null;
    drawnAtMs = clock.nowMs();
    isDrawn = true;
    stream.write(ERASE_LINE + truncateToWidth(wanted, (stream.columns ?? 80) - 1));
  }

  return {
    show(phase, detail) {
      wanted = escapeControl(detail === "" ? phase : `${phase} ${detail}`);
      if (cancelDraw !== null) return;
      const waitMs = drawnAtMs + REDRAW_INTERVAL_MS - clock.nowMs();
      if (waitMs <= 0) draw();
      else cancelDraw = clock.after(waitMs, draw);
    },
    clear() {
      cancelDraw?.();
      cancelDraw = null;
      if (!isDrawn) return;
      isDrawn = false;
      stream.write(ERASE_LINE);
    },
  };
}

function linePerPhase(stream: OutputStream): ProgressLine {
  let lastPhase = "";
  return {
    show(phase) {
      if (phase === lastPhase) return;
      lastPhase = phase;
      stream.write(`${escapeControl(phase)}\n`);
    },
    clear() {},
  };
}
