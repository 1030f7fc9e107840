import { GatehouseError } from "../../../domain/gatehouse-error.ts";
import type { ProblemList } from "../../../domain/problem-texts.ts";
import type { SourcePlace } from "./story-ast.ts";

/** One mistake in a story. */
export interface StoryProblem {
  readonly file: string;
  readonly place: SourcePlace;
  readonly message: string;
  /** What to write instead; null where the message says it. */
  readonly hint: string | null;
}

interface StoryProblems extends ProblemList {
  readonly problems: readonly StoryProblem[];
}

/** `file:line:column: message; hint`, the form in which compilers name a place. */
export function problemText({ file, place, message, hint }: StoryProblem): string {
  const suffix = hint === null ? "" : `; ${hint}`;
  return `${file}:${place.line}:${place.column}: ${message}${suffix}`;
}

/** One error for all mistakes, which travel as its cause; its message is the first and how many follow. */
export function storyError(problems: readonly [StoryProblem, ...StoryProblem[]]): GatehouseError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const cause: StoryProblems = { problems, problemTexts: problems.map(problemText) };
  return new GatehouseError("STORY_INVALID", { message: `${problemText(first)}${more}`, cause });
}

/** Every mistake behind an error of {@link storyError}; empty for any other error. */
export function storyProblems(error: unknown): readonly StoryProblem[] {
  if (!(error instanceof GatehouseError)) return [];
  const { cause } = error;
  if (typeof cause !== "object" || cause === null || !("problems" in cause)) return [];
  return cause.problems as readonly StoryProblem[];
}
