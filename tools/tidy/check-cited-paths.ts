import { posix } from "node:path";
import type { SourceFile } from "../source-text/read-repository.ts";
import { tokenize } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";
import { linesOutsideFences } from "./check-markdown-heading.ts";

/** A source file or page: `access/canonical-name.ts`, `docs/style.md`. Not `<name>.ts`, `*.ts` or `a.ts.gz`. */
const CITED_FILE =
  /(?<![\w./@<>*{}$-])(?:\.{1,2}\/)*(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|md)(?!\.?[\w/])/g;
/** Anything below a folder of the root. */
const CITED_PATH = /(?<![\w./@<>*{}$:-])(?:src|tools|docs|test|bench|bin|console|\.ci)\/[\w./-]*/g;
/** The target of a Markdown link that is no address and no anchor. */
const LINK = /\]\(([^)\s#:]+)(?:#[^)]*)?\)/g;
/** Pages that tell what was; their paths may be gone. */
const HISTORY = /^(?:CHANGELOG\.md|docs\/adr\/.*)$/;
/** What a build or a run writes. */
const WRITTEN_LATER = /^(?:bench\/results|dist)\b/;

interface Citation {
  readonly path: string;
  readonly line: number;
}

/** Paths named in comments and pages that do not exist. */
export function checkCitedPaths(files: readonly SourceFile[]): readonly Violation[] {
  const known = knownPaths(files);
  return files
    .filter(({ path }) => /\.(?:ts|md)$/.test(path) && !HISTORY.test(path))
    .flatMap((file) =>
      citations(file)
        .filter((citation) => !exists(citation.path, file.path, known))
        .map(report(file)),
    );
}

function report({ path }: SourceFile): (citation: Citation) => Violation {
  return (citation) => ({
    path,
    line: citation.line,
    rule: "tidy-cited-path",
    message: `\`${citation.path}\` does not exist; mend the path or remove the citation`,
  });
}

/** Every file and folder, plus the bare name of every file. */
function knownPaths(files: readonly SourceFile[]): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { path } of files) {
    known.add(posix.basename(path));
    for (let part = path; part !== "."; part = posix.dirname(part)) known.add(part);
  }
  return known;
}

function exists(cited: string, from: string, known: ReadonlySet<string>): boolean {
  const path = cited.replace(/\/$/, "");
  if (WRITTEN_LATER.test(path)) return true;
  const candidates = [path, `src/${path}`, posix.join(posix.dirname(from), path)];
  return candidates.some((candidate) => known.has(posix.normalize(candidate)));
}

function citations({ path, text }: SourceFile): readonly Citation[] {
  if (path.endsWith(".md"))
    return linesOutsideFences(text).flatMap((line) =>
      citedIn(line.text, line.number, [CITED_FILE, CITED_PATH, LINK]),
    );
  return tokenize(text)
    .filter(({ kind }) => kind === "comment")
    .flatMap((comment) =>
      comment.text
        .split("\n")
        .flatMap((line, index) => citedIn(line, comment.line + index, [CITED_FILE, CITED_PATH])),
    );
}

/** Every path that one of the patterns finds, once; the path is the first group, or else all that matched. */
function citedIn(text: string, line: number, patterns: readonly RegExp[]): readonly Citation[] {
  const found = patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(
      (match) => match[1] ?? trimmed(match[0], text.charAt(match.index + match[0].length)),
    ),
  );
  return [...new Set(found)].map((path) => ({ path, line }));
}

/** Without the period that ends the sentence, and only up to the folder before a placeholder (`src/<kind>`, `docs/*.md`). */
function trimmed(cited: string, next: string): string {
  if (/[<*{$]/.test(next)) return cited.slice(0, cited.lastIndexOf("/") + 1);
  return cited.replace(/[.-]+$/, "");
}
