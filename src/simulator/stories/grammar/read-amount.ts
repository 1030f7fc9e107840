import { nearestName } from "../../../domain/nearest-name.ts";
import type { LineReader, Read } from "./line-reader.ts";
import type {
  Amount,
  ClockDraw,
  DurationDraw,
  LocalClock,
  NameUse,
  TextDraw,
  TimeUnit,
} from "./story-ast.ts";
import type { StoryKind } from "./story-kinds.ts";

export const TIME_UNITS: Readonly<Record<TimeUnit, { readonly short: string; readonly ms: number }>> = {
  second: { short: "s", ms: 1_000 },
  minute: { short: "m", ms: 60_000 },
  hour: { short: "h", ms: 3_600_000 },
  day: { short: "d", ms: 86_400_000 },
  week: { short: "w", ms: 604_800_000 },
};

/** Whether the word stands at `at`. */
export function isWord(reader: LineReader, at: number, word: string): boolean {
  const token = reader.tokens[at];
  return token !== undefined && (token.kind === "word" || token.kind === "sign") && token.text === word;
}

/** Index after the words when they stand there, in order; null, with the first that lacks noted, when not. */
export function readWords(reader: LineReader, at: number, words: readonly string[]): number | null {
  for (const [offset, word] of words.entries())
    if (!isWord(reader, at + offset, word)) return reader.expected(at + offset, `\`${word}\``);
  return at + words.length;
}

/** A bound name of one of the kinds. */
export function readName(
  reader: LineReader,
  at: number,
  wanted: { readonly kinds: readonly StoryKind[]; readonly isMany: boolean; readonly what: string },
): Read<NameUse> {
  const token = reader.tokens[at];
  if (token?.kind !== "name") return reader.expected(at, wanted.what);
  const bound = reader.scope.get(token.text);
  if (bound === undefined) {
    const names = [...reader.scope.keys()];
    const known = names.length === 0 ? "no name is bound yet" : `bound are ${names.join(", ")}`;
    const nearest = nearestName(token.text, names);
    return reader.wrong(
      at,
      `\`${token.text}\` is not bound by a \`let\` above`,
      nearest === null ? known : `did you mean \`${nearest}\`?`,
    );
  }
  if (!wanted.kinds.includes(bound.kind) || (bound.isMany && !wanted.isMany))
    return reader.expected(
      at,
      bound.isMany && !wanted.isMany ? `${wanted.what} (one, not several)` : wanted.what,
    );
  return { value: { name: token.text, place: reader.place(at) }, next: at + 1 };
}

/** `40`, `about 20`, `between 40 and 90`, `one of 3, 5 or 8`, `Count`; `… growing 5 % a day`. */
export function readAmount(reader: LineReader, at: number): Read<Amount> {
  const base = readBase(reader, at);
  if (base === null) return null;
  if (!isWord(reader, base.next, "growing"))
    return { value: { base: base.value, growthPercentPerDay: null }, next: base.next };
  const percent = readNumber(reader, base.next + 1);
  if (percent === null) return null;
  const next = readWords(reader, percent.next, ["%", "a", "day"]);
  return next === null ? null : { value: { base: base.value, growthPercentPerDay: percent.value }, next };
}

function readBase(reader: LineReader, at: number): Read<Amount["base"]> {
  if (isWord(reader, at, "about")) {
    const number = readNumber(reader, at + 1);
    return number === null ? null : { value: { kind: "about", value: number.value }, next: number.next };
  }
  if (isWord(reader, at, "between")) return readBetween(reader, at);
  if (isWord(reader, at, "one")) {
    const first = readWords(reader, at, ["one", "of"]);
    const values = first === null ? null : readChoices(reader, first, readNumber);
    return values === null ? null : { value: { kind: "one_of", values: values.value }, next: values.next };
  }
  if (reader.tokens[at]?.kind === "name") {
    const use = readName(reader, at, { kinds: ["number"], isMany: false, what: "a number" });
    return use === null ? null : { value: { kind: "name", use: use.value }, next: use.next };
  }
  const number = readNumber(reader, at);
  return number === null ? null : { value: { kind: "exact", value: number.value }, next: number.next };
}

function readBetween(reader: LineReader, at: number): Read<Amount["base"]> {
  const low = readNumber(reader, at + 1);
  const and = low === null ? null : readWords(reader, low.next, ["and"]);
  const high = and === null ? null : readNumber(reader, and);
  if (low === null || and === null || high === null) return null;
  if (low.value > high.value)
    return reader.wrong(and, "the second number is less than the first", "write the smaller number first");
  return { value: { kind: "between", low: low.value, high: high.value }, next: high.next };
}

function readNumber(reader: LineReader, at: number): Read<number> {
  const token = reader.tokens[at];
  return token?.kind === "number" ? { value: token.value, next: at + 1 } : reader.expected(at, "a number");
}

/** `a, b or c`: two or more. */
export function readChoices<Value>(
  reader: LineReader,
  at: number,
  read: (reader: LineReader, at: number) => Read<Value>,
): Read<readonly Value[]> {
  const values: Value[] = [];
  let next = at;
  for (;;) {
    const value = read(reader, next);
    if (value === null) return null;
    values.push(value.value);
    const isLast = isWord(reader, next - 1, "or");
    next = value.next;
    if (isLast) return { value: values, next };
    if (!isWord(reader, next, ",") && !isWord(reader, next, "or")) {
      reader.expected(next, "`,`");
      return reader.expected(next, "`or`");
    }
    next += 1;
  }
}

/** `5 %`, `between 3 and 6 %`; the numbers stay percents. */
export function readPercent(reader: LineReader, at: number): Read<Amount> {
  const amount = readAmount(reader, at);
  const next = amount === null ? null : readWords(reader, amount.next, ["%"]);
  return amount === null || next === null ? null : { value: amount.value, next };
}

/** `20 minutes`, `about 2 hours`, `7d`, or the name of a length of time. */
export function readDuration(reader: LineReader, at: number): Read<DurationDraw> {
  const token = reader.tokens[at];
  if (token?.kind === "name" && reader.scope.get(token.text)?.kind === "duration") {
    const use: NameUse = { name: token.text, place: reader.place(at) };
    return {
      value: { amount: { base: { kind: "name", use }, growthPercentPerDay: null }, unit: null },
      next: at + 1,
    };
  }
  const amount = readAmount(reader, at);
  if (amount === null) return null;
  const unit = unitAt(reader, amount.next);
  return unit === null
    ? reader.expected(amount.next, "a unit of time (`minutes`, `hours`, `days` …)")
    : { value: { amount: amount.value, unit }, next: amount.next + 1 };
}

/** The unit of time that stands at `at`, or null. */
export function unitAt(reader: LineReader, at: number): TimeUnit | null {
  const token = reader.tokens[at];
  if (token?.kind !== "word") return null;
  for (const [unit, { short }] of Object.entries(TIME_UNITS))
    if ([unit, `${unit}s`, short].includes(token.text)) return unit as TimeUnit;
  return null;
}

/** `"text"`, `one of "a", "b" or "c"`, or the name of a text. */
export function readText(reader: LineReader, at: number): Read<TextDraw> {
  const token = reader.tokens[at];
  if (token?.kind === "name") {
    const use = readName(reader, at, { kinds: ["text"], isMany: false, what: "a text" });
    return use === null ? null : { value: { kind: "name", use: use.value }, next: use.next };
  }
  if (isWord(reader, at, "one")) {
    const first = readWords(reader, at, ["one", "of"]);
    const texts = first === null ? null : readChoices(reader, first, readQuoted);
    return texts === null ? null : { value: { kind: "texts", texts: texts.value }, next: texts.next };
  }
  const text = readQuoted(reader, at);
  return text === null ? null : { value: { kind: "texts", texts: [text.value] }, next: text.next };
}

const PLACEHOLDER = /\{([^{}]*)\}/g;

function readQuoted(reader: LineReader, at: number): Read<string> {
  const token = reader.tokens[at];
  if (token?.kind !== "text") return reader.expected(at, 'a text in double quotes (`"…"`)');
  for (const [written, name] of token.text.matchAll(PLACEHOLDER)) {
    if (name === undefined || reader.scope.has(name)) continue;
    const nearest = nearestName(name, [...reader.scope.keys()]);
    const hint = nearest === null ? "bind it with `let`" : `did you mean \`{${nearest}}\`?`;
    return reader.wrong(at, `\`${written}\` in the text is not bound`, hint);
  }
  return { value: token.text, next: at + 1 };
}

/** `02:03`, `about 02:03`, `between 09:00 and 11:00`; then perhaps `local to Name`. */
export function readLocalClock(reader: LineReader, at: number): Read<LocalClock> {
  const clock = readClock(reader, at);
  if (clock === null) return null;
  if (!isWord(reader, clock.next, "local")) {
    reader.expected(clock.next, "`local`");
    return { value: { clock: clock.value, localTo: null }, next: clock.next };
  }
  const to = readWords(reader, clock.next, ["local", "to"]);
  if (to === null) return null;
  const kinds: readonly StoryKind[] = ["person", "service", "principal"];
  const use = readName(reader, to, { kinds, isMany: false, what: "a person or service" });
  return use === null ? null : { value: { clock: clock.value, localTo: use.value }, next: use.next };
}

function readClock(reader: LineReader, at: number): Read<ClockDraw> {
  if (isWord(reader, at, "between")) {
    const from = readMinute(reader, at + 1);
    const and = from === null ? null : readWords(reader, from.next, ["and"]);
    const until = and === null ? null : readMinute(reader, and);
    if (from === null || until === null) return null;
    return {
      value: { kind: "between", fromMinute: from.value, untilMinute: until.value },
      next: until.next,
    };
  }
  const isAbout = isWord(reader, at, "about");
  const minute = readMinute(reader, isAbout ? at + 1 : at);
  if (minute === null) return null;
  return { value: { kind: isAbout ? "about" : "exact", minute: minute.value }, next: minute.next };
}

function readMinute(reader: LineReader, at: number): Read<number> {
  const token = reader.tokens[at];
  return token?.kind === "clock"
    ? { value: token.value, next: at + 1 }
    : reader.expected(at, "a time of day (`02:03`)");
}
