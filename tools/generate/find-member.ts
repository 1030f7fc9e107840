import { type Token, tokenize } from "../source-text/tokenize.ts";

/**
 * Name of the one constant that a member's file exports as `export const name = define…(…)`.
 * @throws when there is none or more than one.
 */
export function findMember(path: string, text: string): string {
  const tokens = tokenize(text).filter(({ kind }) => kind !== "comment");
  const names = tokens.flatMap((_, index) => {
    const name = memberAt(tokens, index);
    return name === null ? [] : [name];
  });
  const [name, ...others] = names;
  if (name === undefined)
    throw new Error(
      `${path} exports no constant made by a define… function; move it into define-*.ts, a folder named after its ` +
        "member, or another layer",
    );
  if (others.length > 0) throw new Error(`${path} exports ${names.join(" and ")}; a file holds one member`);
  return name;
}

function memberAt(tokens: readonly Token[], index: number): string | null {
  const [keyword, kind, name] = tokens.slice(index, index + 3);
  if (keyword?.text !== "export" || kind?.text !== "const" || name?.kind !== "word") return null;
  const made = tokens[indexOfValue(tokens, index + 3)];
  return made?.kind === "word" && /^define[A-Z]/.test(made.text) ? name.text : null;
}

/** Index of the first token after the `=` of a declaration; a type annotation is skipped. */
function indexOfValue(tokens: readonly Token[], start: number): number {
  let index = start;
  while (index < tokens.length && tokens[index]?.text !== "=" && tokens[index]?.text !== ";") index += 1;
  return index + 1;
}
