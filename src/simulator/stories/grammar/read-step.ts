import type { Bound, LineReader, Read } from "./line-reader.ts";
import type { Phrase } from "./phrase.ts";
import { isWord, readAmount, readDuration, readName, readWords } from "./read-amount.ts";
import { readPhrase } from "./read-phrase.ts";
import { isClockClause, readClockClause, readWhen } from "./read-when.ts";
import type { DurationDraw, Rhythm, Step, When } from "./story-ast.ts";
import { STORY_KINDS } from "./story-kinds.ts";

/** A line that is a step; `opens` tells whether more indented lines belong to it, and the name that they know. */
export interface StepLine {
  readonly step: Step;
  readonly opens: { readonly name: string | null; readonly bound: Bound | null } | null;
}

const NO_NAME = { name: null, bound: null };

/** Reads a line below the `let` lines. */
export function readStep(reader: LineReader, phrases: readonly Phrase[]): Read<StepLine> {
  const when = readWhen(reader, 0);
  if (when === null) return null;
  const { next } = when;
  const block = isWord(reader, next, "repeat")
    ? readRepeat(reader, when.value, next)
    : isWord(reader, next, "every")
      ? readEvery(reader, when.value, next)
      : isWord(reader, next, "for")
        ? readForEach(reader, when.value, next)
        : undefined;
  if (block !== undefined) return block;
  if (isWord(reader, next, "window")) return readWindow(reader, when.value, next);
  if (isWord(reader, next, "meanwhile") && when.value === null) {
    const step: Step = { kind: "meanwhile", when: null, place: reader.place(next), steps: [] };
    return { value: { step, opens: NO_NAME }, next: next + 1 };
  }
  return readAct(reader, when.value, { at: next, phrases });
}

function readAct(
  reader: LineReader,
  when: When | null,
  { at, phrases }: { readonly at: number; readonly phrases: readonly Phrase[] },
): Read<StepLine> {
  const use = readPhrase(reader, at, { phrases, isEnd: (end) => isLineEnd(reader, end) });
  if (use !== null)
    return { value: { step: { kind: "act", when, use: use.value }, opens: null }, next: use.next };
  for (const word of ["repeat", "every", "for", "meanwhile", "window"]) reader.expected(at, `\`${word}\``);
  return null;
}

/** Whether the line ends at `at`; notes that it should when not. */
export function isLineEnd(reader: LineReader, at: number): boolean {
  if (reader.tokens[at] === undefined) return true;
  reader.expected(at, "the end of the line");
  return false;
}

function readRepeat(reader: LineReader, when: When | null, at: number): Read<StepLine> {
  const count = readAmount(reader, at + 1);
  const times = count === null ? null : readWords(reader, count.next, ["times"]);
  if (count === null || times === null) return null;
  const within = readWithin(reader, times);
  if (within === null) return null;
  const step: Step = {
    kind: "repeat",
    when,
    place: reader.place(at),
    count: count.value,
    within: within.value,
    steps: [],
  };
  return { value: { step, opens: NO_NAME }, next: within.next };
}

function readWithin(reader: LineReader, at: number): Read<DurationDraw | null> {
  if (!isWord(reader, at, "within")) {
    reader.expected(at, "`within`");
    return { value: null, next: at };
  }
  return readDuration(reader, at + 1);
}

function readEvery(reader: LineReader, when: When | null, at: number): Read<StepLine> {
  const rhythm = readRhythm(reader, at + 1);
  const after = rhythm === null ? null : readWords(reader, rhythm.next, ["for"]);
  const span = after === null ? null : readDuration(reader, after);
  if (rhythm === null || span === null) return null;
  const hasClock = rhythm.value.kind !== "duration" && isClockClause(reader, span.next);
  const clock = hasClock ? readClockClause(reader, span.next) : { value: null, next: span.next };
  if (clock === null) return null;
  const step: Step = {
    kind: "every",
    when,
    place: reader.place(at),
    rhythm: rhythm.value,
    span: span.value,
    clock: clock.value,
    steps: [],
  };
  return { value: { step, opens: NO_NAME }, next: clock.next };
}

function readRhythm(reader: LineReader, at: number): Read<Rhythm> {
  if (isWord(reader, at, "day")) return { value: { kind: "day" }, next: at + 1 };
  if (isWord(reader, at, "workday")) return { value: { kind: "workday" }, next: at + 1 };
  reader.expected(at, "`day`");
  reader.expected(at, "`workday`");
  const read = readDuration(reader, at);
  return read === null ? null : { value: { kind: "duration", time: read.value }, next: read.next };
}

function readForEach(reader: LineReader, when: When | null, at: number): Read<StepLine> {
  const each = readWords(reader, at, ["for", "each"]);
  if (each === null) return null;
  const token = reader.tokens[each];
  if (token?.kind !== "name") return reader.expected(each, "a new name that starts with a capital letter");
  if (reader.scope.has(token.text))
    return reader.wrong(each, `\`${token.text}\` is bound already`, "choose another name");
  const after = readWords(reader, each + 1, ["of"]);
  if (after === null) return null;
  const among = readName(reader, after, { kinds: STORY_KINDS, isMany: true, what: "a name of several" });
  const within = among === null ? null : readWithin(reader, among.next);
  if (among === null || within === null) return null;
  const bound = reader.scope.get(among.value.name);
  const step: Step = {
    kind: "for_each",
    when,
    place: reader.place(at),
    name: token.text,
    among: among.value,
    within: within.value,
    steps: [],
  };
  const opens = {
    name: token.text,
    bound: bound === undefined ? null : { kind: bound.kind, isMany: false },
  };
  return { value: { step, opens }, next: within.next };
}

function readWindow(reader: LineReader, when: When | null, at: number): Read<StepLine> {
  for (const edge of ["begins", "ends"] as const)
    if (isWord(reader, at + 1, edge)) {
      const step: Step = { kind: "window", when, place: reader.place(at), edge };
      return { value: { step, opens: null }, next: at + 2 };
    }
  reader.expected(at + 1, "`begins`");
  return reader.expected(at + 1, "`ends`");
}
