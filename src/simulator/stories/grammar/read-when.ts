import type { LineReader, Read } from "./line-reader.ts";
import { isWord, readDuration, readLocalClock, readWords } from "./read-amount.ts";
import type { LocalClock, StartDay, StoryStart, When } from "./story-ast.ts";

/** `at 02:03`, `after about 20 minutes`, `on day 3 at 09:00`; null without a note when the line has no such start. */
export function readWhen(reader: LineReader, at: number): Read<When | null> {
  if (isWord(reader, at, "after")) {
    const read = readDuration(reader, at + 1);
    return read === null ? null : { value: { kind: "after", time: read.value }, next: read.next };
  }
  if (isWord(reader, at, "on") && isWord(reader, at + 1, "day")) return readOnDay(reader, at + 2);
  if (!isClockClause(reader, at)) return { value: null, next: at };
  const clock = readClockClause(reader, at);
  return clock === null ? null : { value: { kind: "clock", clock: clock.value }, next: clock.next };
}

function readOnDay(reader: LineReader, at: number): Read<When> {
  const dayNumber = readDayNumber(reader, at);
  if (dayNumber === null) return null;
  if (!isClockClause(reader, dayNumber.next))
    return { value: { kind: "day", dayNumber: dayNumber.value, clock: null }, next: dayNumber.next };
  const clock = readClockClause(reader, dayNumber.next);
  return clock === null
    ? null
    : { value: { kind: "day", dayNumber: dayNumber.value, clock: clock.value }, next: clock.next };
}

/** A whole number from 1. */
export function readDayNumber(reader: LineReader, at: number): Read<number> {
  const token = reader.tokens[at];
  if (token?.kind !== "number") return reader.expected(at, "the number of a day");
  return Number.isInteger(token.value) && token.value >= 1
    ? { value: token.value, next: at + 1 }
    : reader.wrong(at, "days are counted in whole numbers from 1", "write `day 1` for the first");
}

/** Whether `at 02:03`, `about 02:03` or `between 09:00 and 11:00` begins at `at`. */
export function isClockClause(reader: LineReader, at: number): boolean {
  if (isWord(reader, at, "at")) return true;
  const isClockWord = isWord(reader, at, "about") || isWord(reader, at, "between");
  return isClockWord && reader.tokens[at + 1]?.kind === "clock";
}

/** The clause at `at`; `at` itself may be left out before `about` and `between`. */
export function readClockClause(reader: LineReader, at: number): Read<LocalClock> {
  return readLocalClock(reader, isWord(reader, at, "at") ? at + 1 : at);
}

/** Days by their words in `starts on …`. */
export const START_DAYS: readonly (readonly [words: string, day: StartDay])[] = [
  ["any day", { kind: "any" }],
  ["a workday", { kind: "workday" }],
  ["a weekend", { kind: "weekend" }],
  ["a holiday", { kind: "holiday" }],
  ["the first day of a month", { kind: "month_start" }],
  ["the last day of a month", { kind: "month_end" }],
  ["the last day", { kind: "last_day" }],
];

/** What follows `starts`. */
export function readStart(reader: LineReader, at: number): Read<StoryStart> {
  const day = isWord(reader, at, "on") ? readStartDay(reader, at + 1) : { value: ANY_DAY, next: at };
  if (day === null) return null;
  if (!isClockClause(reader, day.next)) {
    if (day.next === at) reader.expected(at, "`on`");
    reader.expected(day.next, "`at`");
    return reader.tokens[day.next] === undefined && day.next > at
      ? { value: { day: day.value, clock: null }, next: day.next }
      : null;
  }
  const clock = readClockClause(reader, day.next);
  return clock === null ? null : { value: { day: day.value, clock: clock.value }, next: clock.next };
}

const ANY_DAY: StartDay = { kind: "any" };

function readStartDay(reader: LineReader, at: number): Read<StartDay> {
  if (isWord(reader, at, "day")) {
    const dayNumber = readDayNumber(reader, at + 1);
    return dayNumber === null
      ? null
      : { value: { kind: "number", dayNumber: dayNumber.value }, next: dayNumber.next };
  }
  for (const [words, day] of START_DAYS) {
    const next = readWords(reader, at, words.split(" "));
    if (next !== null) return { value: day, next };
  }
  return reader.expected(at, "`day`");
}
