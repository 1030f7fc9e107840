import { invariant } from "../../../domain/gatehouse-error.ts";

/**
 * A sentence with gaps: `<who:actor> reads [<rows:amount> rows of] <tables:tables>`. Words stand for themselves,
 * `<slot:type>` for a gap, brackets for a part that may be left out, and `<mode:fast|slow>` for one of some words.
 */
export interface Phrase {
  /** As written in the code and in docs/stories.md; the identity of the phrase. */
  readonly text: string;
  readonly elements: readonly PhraseElement[];
}

export type PhraseElement =
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "slot"; readonly slot: string; readonly type: string }
  | { readonly kind: "optional"; readonly elements: readonly PhraseElement[] };

/** @throws BUG when the text is no phrase. */
export function compilePhrase(text: string): Phrase {
  const parts = text.match(/<[^>]+>|\[|\]|[^\s[\]<>]+/g) ?? [];
  let at = 0;
  const elementsUntil = (end: "]" | undefined): readonly PhraseElement[] => {
    const elements: PhraseElement[] = [];
    for (; at < parts.length; at++) {
      const part = parts[at] ?? "";
      if (part === "]") break;
      if (part === "[") {
        at += 1;
        elements.push({ kind: "optional", elements: elementsUntil("]") });
      } else elements.push(elementOf(part));
    }
    invariant(parts[at] === end, `the brackets of \`${text}\` do not match`);
    return elements;
  };
  return { text, elements: elementsUntil(undefined) };
}

function elementOf(part: string): PhraseElement {
  const slot = /^<(\w+):([\w|-]+)>$/.exec(part);
  if (slot !== null) return { kind: "slot", slot: slot[1] ?? "", type: slot[2] ?? "" };
  invariant(/^[a-z%]/.test(part), `\`${part}\` is no part of a phrase`);
  return { kind: "word", word: part };
}
