import { suggestionText } from "../../../domain/nearest-name.ts";
import type { SourcePlace } from "./story-ast.ts";
import { type StoryKind, withArticle } from "./story-kinds.ts";
import type { StoryToken } from "./tokenize-line.ts";

/** What a name stands for, and whether for several. */
export interface Bound {
  readonly kind: StoryKind;
  readonly isMany: boolean;
}

/** Names bound so far. */
export type Scope = ReadonlyMap<string, Bound>;

/** What a part of a line was read as, and the index of the token after it; null when it is not there. */
export type Read<Value> = { readonly value: Value; readonly next: number } | null;

/**
 * A tokenized line, read by trying; remembers what was expected where the furthest try ended, which is where the mistake
 * is.
 */
export interface LineReader {
  readonly tokens: readonly StoryToken[];
  readonly text: string;
  readonly scope: Scope;
  place(at: number): SourcePlace;
  /** Notes that `what` could stand at `at`; gives null, so that a reading function ends with it. */
  expected(at: number, what: string): null;
  /** Notes a mistake at `at` that needs no guessing. */
  wrong(at: number, message: string, hint: string | null): null;
  /** The mistake, once nothing fits. */
  problem(): { readonly place: SourcePlace; readonly message: string; readonly hint: string | null };
}

interface Line {
  readonly tokens: readonly StoryToken[];
  readonly text: string;
  readonly number: number;
}

/** More is noise. */
const LISTED_COUNT_MAX = 6;

export function openLineReader(line: Line, scope: Scope): LineReader {
  let furthest = -1;
  let expectations: string[] = [];
  let mistake: { readonly message: string; readonly hint: string | null } | null = null;
  const reach = (at: number): boolean => {
    if (at < furthest) return false;
    if (at > furthest) {
      furthest = at;
      expectations = [];
      mistake = null;
    }
    return true;
  };
  const place = (at: number): SourcePlace => ({
    line: line.number,
    column: line.tokens[at]?.column ?? line.text.length + 1,
  });
  return {
    tokens: line.tokens,
    text: line.text,
    scope,
    place,
    expected(at, what) {
      if (reach(at) && !expectations.includes(what)) expectations.push(what);
      return null;
    },
    wrong(at, message, hint) {
      if (reach(at)) mistake ??= { message, hint };
      return null;
    },
    problem() {
      const at = Math.max(0, furthest);
      if (mistake !== null) return { place: place(at), ...mistake };
      return { place: place(at), ...misfit(line.tokens[at], expectations, scope) };
    },
  };
}

function misfit(
  token: StoryToken | undefined,
  expectations: readonly string[],
  scope: Scope,
): { readonly message: string; readonly hint: string | null } {
  const found = token === undefined ? "the line ends too early" : foundText(token, scope);
  const words = expectations.flatMap((what) => (what.startsWith("`") ? [what.slice(1, -1)] : []));
  const suggestion = token?.kind === "word" ? suggestionText(token.text, words) : "";
  if (suggestion !== "") return { message: found, hint: suggestion.replace(/^; /, "") };
  const listed = expectations.slice(0, LISTED_COUNT_MAX);
  const more = expectations.length > listed.length ? " …" : "";
  return { message: found, hint: listed.length === 0 ? null : `expected ${listed.join(", ")}${more}` };
}

function foundText(token: StoryToken, scope: Scope): string {
  const bound = token.kind === "name" ? scope.get(token.text) : undefined;
  if (bound === undefined) return `\`${token.text}\` is not understood here`;
  const what = bound.isMany ? `several of kind ${bound.kind}` : withArticle(bound.kind);
  return `\`${token.text}\` is ${what} and does not fit here`;
}
