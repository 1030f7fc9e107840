import type { Family } from "./family.ts";
import { CODE_HEADER } from "./generated-file.ts";

/** A member of a family: the name of its file, and of the constant in it. */
export interface Member {
  readonly fileName: string;
  readonly name: string;
}

/** Width that the formatter allows. */
const LINE_WIDTH = 110;

/** `registry.gen.ts` of a family: every member, in order of file name. */
export function renderRegistry({ list, type, definedIn }: Family, members: readonly Member[]): string {
  const ordered = [...members].sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const imports = [
    { from: definedIn, text: `import type { ${type} } from "./${definedIn}";` },
    ...ordered.map(({ fileName, name }) => ({
      from: fileName,
      text: `import { ${name} } from "./${fileName}";`,
    })),
  ].sort((a, b) => (a.from < b.from ? -1 : 1));
  const names = ordered.map(({ name }) => name);
  return [
    CODE_HEADER,
    ...imports.map(({ text }) => text),
    "",
    `/** Every file of this folder, in order of name. */`,
    renderList(`export const ${list}: readonly ${type}[] = `, names),
    "",
  ].join("\n");
}

function renderList(start: string, names: readonly string[]): string {
  const short = `${start}[${names.join(", ")}];`;
  if (short.length <= LINE_WIDTH) return short;
  return [`${start}[`, ...names.map((name) => `  ${name},`), "];"].join("\n");
}
