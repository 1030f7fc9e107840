import type { SourcePlace, Step } from "./story-ast.ts";

/** Steps in the order of their lines, and how far each is indented. */
export interface IndentedStep {
  readonly step: Step;
  readonly indent: number;
  readonly opensBlock: boolean;
  readonly place: SourcePlace;
}

interface Mistake {
  readonly place: SourcePlace;
  readonly message: string;
  readonly hint: string;
}

/** Puts the lines of blocks into their blocks: those that are indented more than the line that opens it. */
export function nestSteps(lines: readonly IndentedStep[]): {
  readonly steps: readonly Step[];
  readonly mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = [];
  let at = 0;
  const bodyOf = (indent: number): readonly Step[] => {
    const steps: Step[] = [];
    for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
      at += 1;
      if (line.indent > indent)
        mistakes.push({
          place: line.place,
          message: "the line is indented, but the line before opens no block",
          hint: `indent it by ${indent} blanks`,
        });
      steps.push(line.opensBlock ? blockOf(line) : line.step);
    }
    return steps;
  };
  const blockOf = (header: IndentedStep): Step => {
    const first = lines[at];
    if (first === undefined || first.indent <= header.indent) {
      mistakes.push({
        place: header.place,
        message: "the block has no steps",
        hint: "indent the steps that belong to it",
      });
      return header.step;
    }
    return "steps" in header.step ? { ...header.step, steps: bodyOf(first.indent) } : header.step;
  };
  const steps: Step[] = [];
  while (at < lines.length) steps.push(...bodyOf(Math.min(...lines.slice(at).map(({ indent }) => indent))));
  return { steps, mistakes };
}
