import { isNonEmpty } from "../../../domain/brand.ts";
import { invariant } from "../../../domain/gatehouse-error.ts";
import { CHECK_PHRASES } from "./check-phrases.ts";
import { type Bound, type LineReader, openLineReader } from "./line-reader.ts";
import { type IndentedStep, nestSteps } from "./nest-steps.ts";
import type { Phrase } from "./phrase.ts";
import { isWord } from "./read-amount.ts";
import { type NounConditions, readBinding } from "./read-binding.ts";
import { HEADER_KEYS, NEEDED_LINES, readHeader, type StoryHeader } from "./read-header.ts";
import { readPhrase } from "./read-phrase.ts";
import { isLineEnd, readStep } from "./read-step.ts";
import type { Binding, PhraseUse, SourcePlace, Step, Story } from "./story-ast.ts";
import type { StoryProblem } from "./story-problem.ts";
import { type TokenizedLine, tokenizeLine } from "./tokenize-line.ts";

export interface StoryText {
  /** For messages. */
  readonly file: string;
  readonly text: string;
}

/** The phrases that lines may use. */
export interface StoryLanguage {
  readonly verbs: readonly Phrase[];
  readonly conditions: NounConditions;
}

export type ParsedStory =
  | { readonly kind: "story"; readonly story: Story }
  | { readonly kind: "problems"; readonly problems: readonly [StoryProblem, ...StoryProblem[]] };

/** Longer texts are no stories; keeps a wrong file from being tried line by line. */
const LINE_COUNT_MAX = 2_000;

/** What is known of a story while its lines are read. */
interface Draft {
  readonly source: StoryText;
  readonly language: StoryLanguage;
  readonly problems: StoryProblem[];
  readonly scope: Map<string, Bound>;
  /** Names whose `let` is wrong: what follows from that is not told again. */
  readonly brokenNames: Set<string>;
  header: StoryHeader;
  /** First words of header lines there were, understood or not. */
  readonly seenKeys: Set<string>;
  readonly bindings: Binding[];
  readonly steps: IndentedStep[];
  readonly checks: PhraseUse[];
  /** Names that open blocks know, with how far the block is indented. */
  readonly blocks: { readonly indent: number; readonly name: string | null }[];
}

/**
 * The story that a text tells, or every mistake in it, each with line, column and a hint. Blank lines and what follows
 * `#` are nothing.
 */
export function parseStoryText(source: StoryText, language: StoryLanguage): ParsedStory {
  const draft: Draft = {
    source,
    language,
    problems: [],
    scope: new Map(),
    brokenNames: new Set(),
    header: {},
    seenKeys: new Set(),
    bindings: [],
    steps: [],
    checks: [],
    blocks: [],
  };
  const lines = source.text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.length > LINE_COUNT_MAX)
    report(draft, { line: LINE_COUNT_MAX + 1, column: 1 }, [
      `the file has ${lines.length} lines, more than ${LINE_COUNT_MAX}`,
      "give one story a file",
    ]);
  for (const [index, line] of lines.slice(0, LINE_COUNT_MAX).entries()) readLine(draft, line, index + 1);
  return finished(draft);
}

function report(draft: Draft, place: SourcePlace, [message, hint]: readonly [string, string | null]): void {
  draft.problems.push({ file: draft.source.file, place, message, hint });
}

function readLine(draft: Draft, text: string, number: number): void {
  const line = tokenizeLine(text);
  if (line.kind === "problem") {
    report(draft, { line: number, column: line.column }, [line.message, line.hint]);
    const name = /^\s*let\s+([A-Z]\w*)/.exec(text)?.[1];
    if (name !== undefined) draft.brokenNames.add(name);
    return;
  }
  if (line.tokens.length === 0) return;
  closeBlocks(draft, line.indent);
  const reader = openLineReader({ ...line, number }, draft.scope);
  if (takeLine(draft, reader, line)) return;
  const isBroken = line.tokens.some(({ kind, text: word }) => kind === "name" && draft.brokenNames.has(word));
  for (const [index, { kind, text: name }] of line.tokens.entries())
    if (kind === "name" && (isWord(reader, index - 1, "let") || isWord(reader, index - 1, "each")))
      draft.brokenNames.add(name);
  const { place, message, hint } = reader.problem();
  if (!isBroken) report(draft, place, [message, hint]);
}

function closeBlocks(draft: Draft, indent: number): void {
  for (let block = draft.blocks.at(-1); block !== undefined && block.indent >= indent; ) {
    if (block.name !== null) draft.scope.delete(block.name);
    draft.blocks.pop();
    block = draft.blocks.at(-1);
  }
}

/** Takes what the line says into the draft; false when it is not understood. */
function takeLine(
  draft: Draft,
  reader: LineReader,
  line: Extract<TokenizedLine, { kind: "tokens" }>,
): boolean {
  const key = HEADER_KEYS.find((candidate) => isWord(reader, 0, candidate));
  if (key !== undefined) return takeHeader(draft, reader, key);
  if (isWord(reader, 0, "let")) return takeBinding(draft, reader);
  if (isWord(reader, 0, "expect") || isWord(reader, 0, "decide")) return takeCheck(draft, reader);
  const step = readStep(reader, draft.language.verbs);
  if (step === null || !isLineEnd(reader, step.next)) {
    if (line.tokens[0]?.kind === "word")
      for (const word of ["let", "expect", "decide", ...HEADER_KEYS]) reader.expected(0, `\`${word}\``);
    return false;
  }
  const { opens } = step.value;
  draft.steps.push({
    step: step.value.step,
    indent: line.indent,
    opensBlock: opens !== null,
    place: reader.place(0),
  });
  if (opens === null) return true;
  draft.blocks.push({ indent: line.indent, name: opens.name });
  if (opens.name !== null && opens.bound !== null) draft.scope.set(opens.name, opens.bound);
  return true;
}

function takeHeader(draft: Draft, reader: LineReader, key: keyof StoryHeader): boolean {
  if (draft.seenKeys.has(key)) {
    reader.wrong(0, `there is a second \`${key}\` line`, "a story has one; remove the other");
    return false;
  }
  draft.seenKeys.add(key);
  const read = readHeader(reader, key);
  if (read === null || !isLineEnd(reader, read.next)) return false;
  draft.header = { ...draft.header, ...read.value };
  return true;
}

function takeBinding(draft: Draft, reader: LineReader): boolean {
  if (draft.steps.length > 0) {
    reader.wrong(0, "a `let` line stands after the first step", "move it above the steps");
    return false;
  }
  const read = readBinding(reader, 1, draft.language.conditions);
  if (read === null || !isLineEnd(reader, read.next)) return false;
  draft.bindings.push(read.value.binding);
  draft.scope.set(read.value.binding.name, read.value.bound);
  return true;
}

function takeCheck(draft: Draft, reader: LineReader): boolean {
  const read = readPhrase(reader, 0, { phrases: CHECK_PHRASES, isEnd: (end) => isLineEnd(reader, end) });
  if (read === null) return false;
  draft.checks.push(read.value);
  return true;
}

const FILE_START: SourcePlace = { line: 1, column: 1 };

function finished(draft: Draft): ParsedStory {
  for (const [key, example] of NEEDED_LINES)
    if (!draft.seenKeys.has(key))
      report(draft, FILE_START, [`the story has no \`${key}\` line`, `add ${example}`]);
  const { steps, mistakes } = nestSteps(draft.steps);
  // A line that was not understood may be what the others are indented under.
  if (draft.problems.length === 0)
    for (const { place, message, hint } of mistakes) report(draft, place, [message, hint]);
  if (draft.steps.length === 0 && draft.problems.length === 0)
    report(draft, FILE_START, ["nothing happens in the story", "add a step, like `Thief logs in`"]);
  const story = storyOf(draft, steps);
  const problems = draft.problems.toSorted(
    (left, right) => left.place.line - right.place.line || left.place.column - right.place.column,
  );
  if (isNonEmpty(problems)) return { kind: "problems", problems };
  invariant(story !== null, "a story without mistakes has all its lines");
  return { kind: "story", story };
}

/** The story of the lines; null when one that is needed is missing. */
function storyOf({ header, source, bindings, checks }: Draft, steps: readonly Step[]): Story | null {
  const { story, title, class: kind, attribution, guard, concerns } = header;
  if (story === undefined || title === undefined || kind === undefined) return null;
  if (attribution === undefined || guard === undefined || concerns === undefined) return null;
  return {
    file: source.file,
    name: story,
    title,
    class: kind,
    attribution,
    isIncidentExpected: guard === "speaks up",
    scenario: {
      seed: header.seed ?? null,
      dayCount: header.days ?? null,
      workspace: header.workspace ?? null,
    },
    starts: header.starts ?? { day: { kind: "any" }, clock: null },
    bindings,
    concerns,
    steps,
    checks,
  };
}
