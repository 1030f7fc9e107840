import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { type ProgressLine, progressLine } from "./progress-line.ts";

/** A clock that stands still until it is told otherwise. */
function handClock() {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly work: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs: number, work: () => void) {
      const entry = { atMs: nowMs + delayMs, work };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((each) => each !== entry);
      };
    },
    advance(byMs: number) {
      nowMs += byMs;
      const due = waiting.filter((each) => each.atMs <= nowMs);
      waiting = waiting.filter((each) => each.atMs > nowMs);
      for (const { work } of due) work();
    },
  };
}

function open(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 30 });
  const clock = handClock();
  const line: ProgressLine = progressLine(stream, clock);
  return { line, clock, written: () => String(stream.read() ?? "") };
}

const ERASE = "\r\u001b[2K";

describe("progressLine", () => {
  it("redraws one line at most ten times a second and ends with the newest", () => {
    const { line, clock, written } = open(true);
    for (let at = 0; at < 1_000; at++) {
      line.show("scoring", String(at));
      clock.advance(1);
    }
    clock.advance(100);
    const drawn = written().split(ERASE).slice(1);
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.length).toBeLessThanOrEqual(11);
    expect(drawn.at(-1)).toBe("scoring 999");
  });

  it("fits the terminal and shows no escape of its text", () => {
    const { line, written } = open(true);
    line.show("reading", `\u001b[31m${"x".repeat(60)}`);
    expect(written()).toBe(`${ERASE}reading \\u001b[31mxxxxxxxxxx…`);
  });

  it("leaves nothing behind when cleared, not even later", () => {
    const { line, clock, written } = open(true);
    line.show("a", "");
    line.show("b", "");
    line.clear();
    clock.advance(1_000);
    expect(written()).toBe(`${ERASE}a${ERASE}`);
    line.clear();
    expect(written()).toBe("");
  });

  it("writes one line a phase where nobody watches", () => {
    const { line, written } = open(false);
    line.show("reading", "1");
    line.show("reading", "2");
    line.show("scoring", "1");
    line.clear();
    expect(written()).toBe("reading\nscoring\n");
  });
});
