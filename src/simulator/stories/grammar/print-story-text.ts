import { NOUNS } from "./nouns.ts";
import { compilePhrase } from "./phrase.ts";
import {
  printAmount,
  printClockClause,
  printDuration,
  printPhrase,
  printQuoted,
  printText,
  printWhen,
} from "./print-values.ts";
import { START_DAYS } from "./read-when.ts";
import type {
  Binding,
  BindingSource,
  DurationDraw,
  PhraseUse,
  Rhythm,
  Step,
  Story,
  StoryStart,
} from "./story-ast.ts";
import { withArticle } from "./story-kinds.ts";

const INDENT = "  ";

/** A story in its one canonical spelling; read again, it gives the same tree but for places. */
export function printStoryText(story: Story): string {
  const { scenario } = story;
  const header = [
    `story ${story.name}`,
    `title ${printQuoted(story.title)}`,
    `class ${story.class}`,
    `attribution ${story.attribution}`,
    `guard ${story.isIncidentExpected ? "speaks up" : "stays silent"}`,
    ...(scenario.seed === null ? [] : [`seed ${scenario.seed}`]),
    ...(scenario.dayCount === null ? [] : [`days ${scenario.dayCount}`]),
    ...(scenario.workspace === null ? [] : [`workspace ${scenario.workspace}`]),
  ];
  const parts = [
    header,
    story.bindings.map(printBinding),
    // After the names, because it may be local to one.
    [...printStart(story.starts), `concerns ${story.concerns.map(({ name }) => name).join(", ")}`],
    story.steps.flatMap((step) => printStep(step, "")),
    story.checks.map(printUse),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function printUse(use: PhraseUse): string {
  return printPhrase(compilePhrase(use.phrase), use);
}

function printStart({ day, clock }: StoryStart): readonly string[] {
  if (day.kind === "any" && clock === null) return [];
  const words =
    day.kind === "number"
      ? `day ${day.dayNumber}`
      : START_DAYS.find(([, { kind }]) => kind === day.kind)?.[0];
  return [`starts on ${words ?? ""}${clock === null ? "" : ` ${printClockClause(clock)}`}`];
}

function printBinding({ name, source }: Binding): string {
  return `let ${name} = ${printSource(source)}`;
}

function printSource(source: BindingSource): string {
  switch (source.kind) {
    case "select": {
      const of = source.container === null ? "" : ` of ${source.container.name}`;
      const where =
        source.conditions.length === 0 ? "" : ` where ${source.conditions.map(printUse).join(" and ")}`;
      return `${printChosen(source)}${of}${where}`;
    }
    case "new": {
      const to = source.to === null ? "" : ` ${source.relation ?? ""} ${source.to.name}`;
      const called = source.called === null ? "" : ` called ${printText(source.called)}`;
      return `a new ${source.noun}${to}${called}`;
    }
    case "derived":
      return `the ${source.derivation} of ${source.from.name}`;
    case "literal":
      return `${source.noun} ${printQuoted(source.text)}`;
    case "number":
      return printAmount(source.amount);
    case "duration":
      return printDuration(source.time);
    case "text":
      return printText(source.text);
  }
}

function printChosen({ noun, count }: Extract<BindingSource, { kind: "select" }>): string {
  if (count === "one") return withArticle(noun);
  const plural = NOUNS[noun]?.plural ?? noun;
  return count === "all" ? `all ${plural}` : `${printAmount(count)} ${plural}`;
}

function printStep(step: Step, indent: string): readonly string[] {
  const when = step.when === null ? "" : `${printWhen(step.when)} `;
  const line = `${indent}${when}${printStepHead(step)}`;
  return "steps" in step
    ? [line, ...step.steps.flatMap((inner) => printStep(inner, `${indent}${INDENT}`))]
    : [line];
}

function printStepHead(step: Step): string {
  switch (step.kind) {
    case "act":
      return printUse(step.use);
    case "repeat":
      return `repeat ${printAmount(step.count)} times${printWithin(step.within)}`;
    case "every": {
      const clock = step.clock === null ? "" : ` ${printClockClause(step.clock)}`;
      return `every ${printRhythm(step.rhythm)} for ${printDuration(step.span)}${clock}`;
    }
    case "for_each":
      return `for each ${step.name} of ${step.among.name}${printWithin(step.within)}`;
    case "meanwhile":
      return "meanwhile";
    case "window":
      return `window ${step.edge}`;
  }
}

function printRhythm(rhythm: Rhythm): string {
  return rhythm.kind === "duration" ? printDuration(rhythm.time) : rhythm.kind;
}

function printWithin(within: DurationDraw | null): string {
  return within === null ? "" : ` within ${printDuration(within)}`;
}
