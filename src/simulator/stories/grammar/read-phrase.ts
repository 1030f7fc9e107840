import { nearestName } from "../../../domain/nearest-name.ts";
import type { LineReader, Read } from "./line-reader.ts";
import type { Phrase, PhraseElement } from "./phrase.ts";
import {
  isWord,
  readAmount,
  readChoices,
  readDuration,
  readName,
  readPercent,
  readText,
} from "./read-amount.ts";
import type { NameUse, PhraseUse, SlotValue, TextDraw } from "./story-ast.ts";
import { NAME_SLOTS, type NameSlot, withArticle } from "./story-kinds.ts";
import { PRIVILEGE_WORDS, WORD_LISTS, type WordList } from "./word-lists.ts";

type Slots = Readonly<Record<string, SlotValue>>;
/** Reads what comes after: an optional part is left out only when the rest of the line demands it. */
type Rest = (at: number, slots: Slots) => Read<Slots>;

interface PhraseChoice {
  readonly phrases: readonly Phrase[];
  /** Whether a phrase may end before the token at `at`; notes what it expects there when not. */
  isEnd(at: number): boolean;
}

/** The first phrase that fits at `at`; null, with what was expected noted in the reader, when none does. */
export function readPhrase(reader: LineReader, at: number, choice: PhraseChoice): Read<PhraseUse> {
  const end: Rest = (next, slots) => (choice.isEnd(next) ? { value: slots, next } : null);
  for (const phrase of choice.phrases) {
    const read = readElements(reader, phrase.elements, end)(at, {});
    if (read === null) continue;
    return {
      value: { phrase: phrase.text, slots: read.value, place: reader.place(at) },
      next: read.next,
    };
  }
  return null;
}

function readElements(reader: LineReader, elements: readonly PhraseElement[], rest: Rest): Rest {
  const [first, ...others] = elements;
  if (first === undefined) return rest;
  // Put together only when it is reached: most phrases fail at their first word.
  const then: Rest = (at, slots) => readElements(reader, others, rest)(at, slots);
  switch (first.kind) {
    case "word":
      return (at, slots) =>
        isWord(reader, at, first.word)
          ? then(at + 1, slots)
          : reader.expected(at, first.word === "%" ? "`%`" : `\`${first.word}\``);
    case "slot":
      return (at, slots) => {
        const read = readSlot(reader, at, first.type);
        return read === null ? null : then(read.next, { ...slots, [first.slot]: read.value });
      };
    case "optional":
      return (at, slots) => readElements(reader, first.elements, then)(at, slots) ?? then(at, slots);
  }
}

type SlotReading = (reader: LineReader, at: number) => Read<SlotValue>;

/** How slots that are no names are read, by type. */
const VALUE_SLOTS: Readonly<Record<string, SlotReading>> = {
  amount: (reader, at) => mapped(readAmount(reader, at), (amount) => ({ kind: "amount", amount })),
  percent: (reader, at) => mapped(readPercent(reader, at), (amount) => ({ kind: "percent", amount })),
  duration: (reader, at) => mapped(readDuration(reader, at), (time) => ({ kind: "duration", time })),
  text: (reader, at) => mapped(readText(reader, at), (text) => ({ kind: "text", text })),
  word: (reader, at) =>
    mapped(readWord(reader, at, "a word in lower case"), (word) => ({ kind: "words", words: [word] })),
  privileges: (reader, at) =>
    mapped(readPrivileges(reader, at), (privileges) => ({ kind: "privileges", privileges })),
  params: readParams,
  rest: (reader, at) => {
    const token = reader.tokens[at];
    if (token === undefined) return reader.expected(at, "some text");
    return {
      value: { kind: "rest", text: reader.text.slice(token.column - 1) },
      next: reader.tokens.length,
    };
  },
};

function readSlot(reader: LineReader, at: number, type: string): Read<SlotValue> {
  const names = NAME_SLOTS[type];
  if (names !== undefined)
    return mapped(readNames(reader, at, names), (uses) => ({ kind: "names", uses }) as const);
  const list = WORD_LISTS[type];
  if (list !== undefined)
    return mapped(readListed(reader, at, list), (words) => ({ kind: "words", words }) as const);
  const value = VALUE_SLOTS[type];
  if (value !== undefined) return value(reader, at);
  for (const word of type.split("|"))
    if (isWord(reader, at, word)) return { value: { kind: "words", words: [word] }, next: at + 1 };
  for (const word of type.split("|")) reader.expected(at, `\`${word}\``);
  return null;
}

function mapped<From, To>(read: Read<From>, map: (value: From) => To): Read<To> {
  return read === null ? null : { value: map(read.value), next: read.next };
}

/** `A`, `A and B`, `A, B and C`. */
function readNames(reader: LineReader, at: number, slot: NameSlot): Read<readonly NameUse[]> {
  const uses: NameUse[] = [];
  let next = at;
  for (;;) {
    const use = readName(reader, next, slot);
    if (use === null) return null;
    uses.push(use.value);
    next = use.next;
    const isListed = isWord(reader, next, ",") || isWord(reader, next, "and");
    if (!slot.isMany || !isListed || reader.tokens[next + 1]?.kind !== "name") return { value: uses, next };
    next += 1;
  }
}

function readWord(reader: LineReader, at: number, what: string): Read<string> {
  const token = reader.tokens[at];
  return token?.kind === "word" ? { value: token.text, next: at + 1 } : reader.expected(at, what);
}

/** `sales`, `one of sales, finance or people`: words of one list. */
function readListed(reader: LineReader, at: number, list: WordList): Read<readonly string[]> {
  const read = (line: LineReader, next: number): Read<string> => {
    const word = readWord(line, next, withArticle(list.what));
    if (word === null || list.words.includes(word.value)) return word;
    const nearest = nearestName(word.value, list.words);
    const hint = nearest === null ? `there are ${list.words.join(", ")}` : `did you mean \`${nearest}\`?`;
    return line.wrong(next, `\`${word.value}\` is no ${list.what}`, hint);
  };
  if (isWord(reader, at, "one") && isWord(reader, at + 1, "of")) return readChoices(reader, at + 2, read);
  return mapped(read(reader, at), (word) => [word]);
}

/** `SELECT`, `USE SCHEMA, SELECT and MODIFY`; words of one privilege are joined by `_`. */
function readPrivileges(reader: LineReader, at: number): Read<readonly string[]> {
  const privileges: string[] = [];
  let next = at;
  for (;;) {
    const words: string[] = [];
    for (let token = reader.tokens[next]; token?.kind === "capitals"; token = reader.tokens[next]) {
      words.push(token.text);
      next += 1;
    }
    if (words.length === 0) return reader.expected(next, "a privilege in capitals (`SELECT`)");
    const privilege = words.join("_");
    if (!PRIVILEGE_WORDS.includes(privilege)) {
      const nearest = nearestName(privilege, PRIVILEGE_WORDS);
      const hint =
        nearest === null ? "see docs/stories.md" : `did you mean \`${nearest.replaceAll("_", " ")}\`?`;
      return reader.wrong(next - words.length, `\`${words.join(" ")}\` is no privilege`, hint);
    }
    privileges.push(privilege);
    const isListed = isWord(reader, next, ",") || isWord(reader, next, "and");
    if (!isListed) return { value: privileges, next };
    next += 1;
  }
}

/** `key "value", key "value"`. */
function readParams(reader: LineReader, at: number): Read<SlotValue> {
  const params: { readonly key: string; readonly value: TextDraw }[] = [];
  let next = at;
  for (;;) {
    const key = readWord(reader, next, "the name of a parameter");
    const value = key === null ? null : readText(reader, key.next);
    if (key === null || value === null) return null;
    params.push({ key: key.value, value: value.value });
    next = value.next;
    if (!isWord(reader, next, ",")) return { value: { kind: "params", params }, next };
    next += 1;
  }
}
