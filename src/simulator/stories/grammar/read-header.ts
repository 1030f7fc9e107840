import { HYPOTHESES } from "../../../domain/evidence.ts";
import type { StoryClass } from "../story.ts";
import type { LineReader, Read } from "./line-reader.ts";
import { isWord, readName } from "./read-amount.ts";
import { readDayNumber, readStart } from "./read-when.ts";
import type { NameUse, Story, StoryStart } from "./story-ast.ts";
import { NAME_SLOTS } from "./story-kinds.ts";

/** What the lines before the `let` lines say; each once. */
export interface StoryHeader {
  readonly story?: string;
  readonly title?: string;
  readonly class?: StoryClass;
  readonly attribution?: Story["attribution"];
  readonly guard?: "speaks up" | "stays silent";
  readonly seed?: number;
  readonly days?: number;
  readonly workspace?: string;
  readonly starts?: StoryStart;
  readonly concerns?: readonly NameUse[];
}

type HeaderKey = keyof StoryHeader;
export const HEADER_KEYS: readonly HeaderKey[] = [
  "story",
  "title",
  "class",
  "attribution",
  "guard",
  "seed",
  "days",
  "workspace",
  "starts",
  "concerns",
];

/** Lines that every story has, with what to add where one is missing. */
export const NEEDED_LINES: readonly (readonly [key: HeaderKey, example: string])[] = [
  ["story", "`story name-of-the-file`"],
  ["title", '`title "What happens, in one line"`'],
  ["class", "`class attack`, `class benign` or `class fault`"],
  ["attribution", `\`attribution ${HYPOTHESES[0]}\``],
  ["guard", "`guard speaks up` or `guard stays silent`"],
  ["concerns", "`concerns` and the names that the truth is about"],
];

/** How many presets there are is not known here; whoever plays a scenario checks the word. */
const WHAT: Readonly<Record<string, string>> = {
  story: "the story's name in lower case (`night-export`)",
  workspace: "the name of a preset",
};

/** Reads the line that `key` begins. */
export function readHeader(reader: LineReader, key: HeaderKey): Read<StoryHeader> {
  switch (key) {
    case "story":
    case "workspace":
      return keyed(key, wordAt(reader, 1, WHAT[key] ?? "a word"));
    case "title":
      return keyed(key, textAt(reader, 1));
    case "class":
      return keyed(key, choiceAt(reader, 1, ["attack", "benign", "fault"]));
    case "attribution":
      return keyed(key, choiceAt(reader, 1, [...HYPOTHESES, "undetermined"]));
    case "guard":
      return readGuard(reader);
    case "seed":
      return keyed(key, wholeAt(reader, 1));
    case "days":
      return keyed(key, readDayNumber(reader, 1));
    case "starts":
      return keyed(key, readStart(reader, 1));
    case "concerns":
      return keyed(key, readConcerns(reader, 1));
  }
}

function keyed(key: HeaderKey, read: Read<NonNullable<StoryHeader[HeaderKey]>>): Read<StoryHeader> {
  return read === null ? null : { value: { [key]: read.value }, next: read.next };
}

function wordAt(reader: LineReader, at: number, what: string): Read<string> {
  const token = reader.tokens[at];
  return token?.kind === "word" ? { value: token.text, next: at + 1 } : reader.expected(at, what);
}

function textAt(reader: LineReader, at: number): Read<string> {
  const token = reader.tokens[at];
  return token?.kind === "text"
    ? { value: token.text, next: at + 1 }
    : reader.expected(at, 'a text in double quotes (`"…"`)');
}

function wholeAt(reader: LineReader, at: number): Read<number> {
  const token = reader.tokens[at];
  return token?.kind === "number" && Number.isSafeInteger(token.value)
    ? { value: token.value, next: at + 1 }
    : reader.expected(at, "a whole number");
}

function choiceAt<Choice extends string>(
  reader: LineReader,
  at: number,
  choices: readonly Choice[],
): Read<Choice> {
  for (const choice of choices) if (isWord(reader, at, choice)) return { value: choice, next: at + 1 };
  for (const choice of choices) reader.expected(at, `\`${choice}\``);
  return null;
}

const GUARD_WORDS = ["speaks up", "stays silent"] as const;

function readGuard(reader: LineReader): Read<StoryHeader> {
  for (const words of GUARD_WORDS) {
    const [first = "", second = ""] = words.split(" ");
    if (!isWord(reader, 1, first)) reader.expected(1, `\`${words}\``);
    else if (!isWord(reader, 2, second)) return reader.expected(2, `\`${second}\``);
    else return { value: { guard: words }, next: 3 };
  }
  return null;
}

function readConcerns(reader: LineReader, at: number): Read<readonly NameUse[]> {
  const slot = NAME_SLOTS["anything"];
  const uses: NameUse[] = [];
  let next = at;
  while (slot !== undefined) {
    const use = readName(reader, next, slot);
    if (use === null) return null;
    uses.push(use.value);
    next = use.next;
    if (!isWord(reader, next, ",") && !isWord(reader, next, "and")) break;
    next += 1;
  }
  return { value: uses, next };
}
