import { nearestName } from "../../../domain/nearest-name.ts";
import type { Bound, LineReader, Read } from "./line-reader.ts";
import { DERIVATIONS, LITERAL_NOUNS, NOUNS, type Noun } from "./nouns.ts";
import type { Phrase } from "./phrase.ts";
import { isWord, readAmount, readDuration, readName, readText, readWords, unitAt } from "./read-amount.ts";
import { readPhrase } from "./read-phrase.ts";
import type { Amount, Binding, BindingSource, NameUse, PhraseUse } from "./story-ast.ts";
import { type StoryKind, withArticle } from "./story-kinds.ts";

/** Phrases of conditions that a noun can have. */
export type NounConditions = (noun: string) => readonly Phrase[];

/** What a line `let Name = …` says, and what the name stands for from then on. */
export interface BoundName {
  readonly binding: Binding;
  readonly bound: Bound;
}

interface Source {
  readonly source: BindingSource;
  readonly bound: Bound;
}

/** Reads what follows `let`. */
export function readBinding(reader: LineReader, at: number, conditions: NounConditions): Read<BoundName> {
  const token = reader.tokens[at];
  if (token?.kind !== "name")
    return reader.expected(at, "a new name that starts with a capital letter (`Thief`)");
  if (reader.scope.has(token.text))
    return reader.wrong(at, `\`${token.text}\` is bound already`, "choose another name");
  const after = readWords(reader, at + 1, ["="]);
  const read = after === null ? null : readSource(reader, after, conditions);
  if (read === null) return null;
  const binding: Binding = { name: token.text, place: reader.place(at), source: read.value.source };
  return { value: { binding, bound: read.value.bound }, next: read.next };
}

function readSource(reader: LineReader, at: number, conditions: NounConditions): Read<Source> {
  const token = reader.tokens[at];
  if (isWord(reader, at, "a") || isWord(reader, at, "an"))
    return isWord(reader, at + 1, "new") ? readNew(reader, at + 2) : readOne(reader, at, conditions);
  if (isWord(reader, at, "the")) return readDerived(reader, at + 1);
  if (isWord(reader, at, "all")) {
    const noun = readNoun(reader, at + 1, "plural");
    return noun === null ? null : readSelection(reader, noun, { count: "all", conditions });
  }
  if (token?.kind === "word" && token.text in NOUNS) return readLiteral(reader, at, token.text);
  if (token?.kind === "text" || (isWord(reader, at, "one") && reader.tokens[at + 2]?.kind === "text")) {
    const text = readText(reader, at);
    return text === null
      ? null
      : { value: { source: { kind: "text", text: text.value }, bound: one("text") }, next: text.next };
  }
  return readCounted(reader, at, conditions);
}

function one(kind: StoryKind): Bound {
  return { kind, isMany: false };
}

/** A number, a length of time, or so many of something: all begin with a number. */
function readCounted(reader: LineReader, at: number, conditions: NounConditions): Read<Source> {
  const amount = readAmount(reader, at);
  if (amount === null) {
    reader.expected(at, "`a`");
    reader.expected(at, "`all`");
    return reader.expected(at, "`the`");
  }
  if (reader.tokens[amount.next] === undefined)
    return {
      value: { source: { kind: "number", amount: amount.value }, bound: one("number") },
      next: amount.next,
    };
  if (unitAt(reader, amount.next) !== null) {
    const read = readDuration(reader, at);
    if (read === null) return null;
    return {
      value: { source: { kind: "duration", time: read.value }, bound: one("duration") },
      next: read.next,
    };
  }
  const noun = readNoun(reader, amount.next, "plural");
  return noun === null ? null : readSelection(reader, noun, { count: amount.value, conditions });
}

function readOne(reader: LineReader, at: number, conditions: NounConditions): Read<Source> {
  const noun = readNoun(reader, at + 1, "singular");
  return noun === null ? null : readSelection(reader, noun, { count: "one", conditions });
}

interface FoundNoun {
  readonly word: string;
  readonly noun: Noun;
}

function readNoun(reader: LineReader, at: number, form: "singular" | "plural"): Read<FoundNoun> {
  const found = Object.entries(NOUNS).filter(([, noun]) => noun.isFound);
  const words = found.map(([word, noun]) => (form === "plural" ? noun.plural : word));
  const token = reader.tokens[at];
  const index = token?.kind === "word" ? words.indexOf(token.text) : -1;
  const [word, noun] = found[index] ?? [];
  if (word !== undefined && noun !== undefined) return { value: { word, noun }, next: at + 1 };
  const nearest = token === undefined ? null : nearestName(token.text, words);
  const hint = nearest === null ? `expected one of ${words.join(", ")}` : `did you mean \`${nearest}\`?`;
  return token?.kind === "word"
    ? reader.wrong(at, `nothing of the account is called \`${token.text}\``, hint)
    : reader.expected(at, form === "plural" ? "what to choose (`tables`)" : "what to choose (`table`)");
}

interface SelectionStart {
  readonly count: "one" | "all" | Amount;
  readonly conditions: NounConditions;
}

function readSelection(
  reader: LineReader,
  { value: { word, noun }, next: afterNoun }: { readonly value: FoundNoun; readonly next: number },
  { count, conditions }: SelectionStart,
): Read<Source> {
  const container = readContainer(reader, afterNoun, noun);
  if (container === null) return null;
  const where = readConditions(reader, container.next, conditions(word));
  if (where === null) return null;
  const source: BindingSource = {
    kind: "select",
    noun: word,
    count,
    container: container.value,
    conditions: where.value,
  };
  return { value: { source, bound: { kind: noun.kind, isMany: count !== "one" } }, next: where.next };
}

function readContainer(reader: LineReader, at: number, noun: Noun): Read<NameUse | null> {
  if (noun.containers.length === 0 || !isWord(reader, at, "of")) {
    if (noun.kind === "column") return reader.expected(at, "`of` and the name of a table");
    if (noun.containers.length > 0) reader.expected(at, "`of`");
    return { value: null, next: at };
  }
  const what = noun.containers.map(withArticle).join(" or ");
  return readName(reader, at + 1, { kinds: noun.containers, isMany: noun.kind === "column", what });
}

function readConditions(
  reader: LineReader,
  at: number,
  phrases: readonly Phrase[],
): Read<readonly PhraseUse[]> {
  if (!isWord(reader, at, "where")) {
    reader.expected(at, "`where`");
    return { value: [], next: at };
  }
  const conditions: PhraseUse[] = [];
  let next = at;
  do {
    const read = readPhrase(reader, next + 1, {
      phrases,
      isEnd: (end) => {
        if (reader.tokens[end] === undefined || isWord(reader, end, "and")) return true;
        reader.expected(end, "`and`");
        return false;
      },
    });
    if (read === null) return null;
    conditions.push(read.value);
    next = read.next;
  } while (isWord(reader, next, "and"));
  return { value: conditions, next };
}

function readNew(reader: LineReader, at: number): Read<Source> {
  const makeable = Object.keys(NOUNS).filter((word) => NOUNS[word]?.made !== null);
  const token = reader.tokens[at];
  const made = token?.kind === "word" ? NOUNS[token.text]?.made : undefined;
  if (token === undefined || made === undefined || made === null) {
    const hint = `new can be ${makeable.join(", ")}`;
    return token?.kind === "word"
      ? reader.wrong(at, `\`${token.text}\` cannot be made new`, hint)
      : reader.expected(at, "what to make (`network`, `token` …)");
  }
  const to = readRelation(reader, at + 1, made);
  if (to === null) return null;
  const isCalled = isWord(reader, to.next, "called");
  if (!isCalled) reader.expected(to.next, "`called`");
  const called = isCalled ? readText(reader, to.next + 1) : { value: null, next: to.next };
  if (called === null) return null;
  const source: BindingSource = {
    kind: "new",
    noun: token.text,
    relation: to.value === null ? null : made.relation,
    to: to.value,
    called: called.value,
  };
  return { value: { source, bound: one(NOUNS[token.text]?.kind ?? "text") }, next: called.next };
}

function readRelation(
  reader: LineReader,
  at: number,
  { relation, to }: NonNullable<Noun["made"]>,
): Read<NameUse | null> {
  if (relation === null) return { value: null, next: at };
  const after = readWords(reader, at, [relation]);
  if (after === null) return null;
  return readName(reader, after, { kinds: to, isMany: false, what: to.map(withArticle).join(" or ") });
}

function readDerived(reader: LineReader, at: number): Read<Source> {
  const token = reader.tokens[at];
  const derivation = token?.kind === "word" ? DERIVATIONS[token.text] : undefined;
  if (token === undefined || derivation === undefined) {
    for (const word of Object.keys(DERIVATIONS)) reader.expected(at, `\`${word}\``);
    return null;
  }
  const after = readWords(reader, at + 1, ["of"]);
  if (after === null) return null;
  const { from, kind } = derivation;
  const use = readName(reader, after, {
    kinds: from,
    isMany: false,
    what: from.map(withArticle).join(" or "),
  });
  if (use === null) return null;
  const source: BindingSource = { kind: "derived", derivation: token.text, from: use.value };
  return { value: { source, bound: one(kind) }, next: use.next };
}

function readLiteral(reader: LineReader, at: number, word: string): Read<Source> {
  const noun = NOUNS[word];
  if (noun === undefined || !LITERAL_NOUNS.includes(word))
    return reader.wrong(at, `a ${word} cannot be named by a text`, `choose it: \`a ${word} …\``);
  const token = reader.tokens[at + 1];
  if (token?.kind !== "text" && token?.kind !== "word")
    return reader.expected(at + 1, 'its name (`main.sales.orders`, `"ana@example.com"`)');
  return {
    value: { source: { kind: "literal", noun: word, text: token.text }, bound: one(noun.kind) },
    next: at + 2,
  };
}
