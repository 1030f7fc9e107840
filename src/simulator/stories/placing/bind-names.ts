import type { RandomGenerator } from "../../../stats/random.ts";
import { pickSome } from "../../world/pick.ts";
import { conditionOf } from "../conditions/story-conditions.ts";
import type { Binding, BindingSource } from "../grammar/story-ast.ts";
import { candidatesOf } from "./candidates.ts";
import { deriveValue } from "./derive-value.ts";
import { type Drawing, drawCount, drawDurationMs, drawNumber, drawText, type Values } from "./draw-values.ts";
import type { Ground } from "./ground.ts";
import { literalValue } from "./literal-value.ts";
import { makeValue } from "./make-value.ts";
import { openSlotValues } from "./slot-values.ts";
import { type StoryValue, valueText } from "./story-value.ts";

export interface BindingOptions {
  readonly ground: Ground;
  readonly random: RandomGenerator;
  /** Names of principals and securables that other stories use: taken only when nobody else fits. */
  readonly avoid: ReadonlySet<string>;
}

export type BoundNames =
  | { readonly kind: "bound"; readonly values: Values }
  /** The `let` line for which nothing was left, whatever was chosen before it. */
  | { readonly kind: "unfound"; readonly binding: Binding };

/** Choices tried for one name before giving up on those before it. */
const CHOICE_COUNT_MAX = 400;
/** Choices tried in all; more would mean that the story asks for something rare, which a looser `let` solves better. */
const TRIAL_COUNT_MAX = 4_000;

/**
 * Chooses for every name something that fulfils its conditions, going back where an earlier choice leaves nothing for a
 * later name. Cost: candidates × conditions for each trial. Follows from the seed.
 */
export function bindNames(bindings: readonly Binding[], options: BindingOptions): BoundNames {
  const values = new Map<string, readonly StoryValue[]>();
  let deepest = 0;
  let trialCount = 0;
  const bindFrom = (index: number): boolean => {
    const binding = bindings[index];
    if (binding === undefined) return true;
    deepest = Math.max(deepest, index);
    for (const choice of choicesFor(binding, values, options)) {
      trialCount += 1;
      if (trialCount > TRIAL_COUNT_MAX) break;
      values.set(binding.name, choice);
      if (bindFrom(index + 1)) return true;
    }
    values.delete(binding.name);
    return false;
  };
  if (bindFrom(0)) return { kind: "bound", values };
  const [first] = bindings;
  const binding = bindings[deepest] ?? first;
  return binding === undefined ? { kind: "bound", values } : { kind: "unfound", binding };
}

/** What a name may stand for, in the order in which it is tried. */
function choicesFor(
  { name, source }: Binding,
  values: Values,
  options: BindingOptions,
): readonly (readonly StoryValue[])[] {
  const random = options.random.fork(`let ${name}`);
  const drawing: Drawing = { random, values, elapsedDays: 0 };
  switch (source.kind) {
    case "select":
      return selections(source, drawing, options);
    case "new":
      return single(makeValue(source, { values, random }));
    case "derived": {
      const from = values.get(source.from.name)?.[0];
      return from === undefined
        ? []
        : single(deriveValue(source.derivation, { ground: options.ground, from, random }));
    }
    case "literal":
      return single(literalValue(options.ground, source.noun, source.text));
    case "number":
      return [[{ kind: "number", value: drawWholeOrNumber(source, drawing) }]];
    case "duration":
      return [[{ kind: "duration", valueMs: drawDurationMs(source.time, drawing) }]];
    case "text":
      return [[{ kind: "text", text: drawText(source.text, drawing) }]];
  }
}

function single(value: StoryValue | null): readonly (readonly StoryValue[])[] {
  return value === null ? [] : [[value]];
}

/** Whole numbers in the text give a whole number. */
function drawWholeOrNumber({ amount }: Extract<BindingSource, { kind: "number" }>, drawing: Drawing): number {
  const { base } = amount;
  const isReal =
    (base.kind === "between" && !(Number.isInteger(base.low) && Number.isInteger(base.high))) ||
    (base.kind === "about" && !Number.isInteger(base.value)) ||
    base.kind === "exact" ||
    base.kind === "one_of";
  return isReal ? drawNumber(amount, drawing) : drawCount(amount, drawing);
}

function selections(
  source: Extract<BindingSource, { kind: "select" }>,
  drawing: Drawing,
  { ground, avoid }: BindingOptions,
): readonly (readonly StoryValue[])[] {
  const fitting = fittingCandidates(source, drawing, ground);
  if (source.count === "all") return fitting.length === 0 ? [] : [fitting];
  const { random } = drawing;
  const shuffled = pickSome(random, fitting, fitting.length);
  const ordered = [
    ...shuffled.filter((value) => !avoid.has(valueText(value))),
    ...shuffled.filter((value) => avoid.has(valueText(value))),
  ];
  if (source.count === "one") return ordered.slice(0, CHOICE_COUNT_MAX).map((value) => [value]);
  const count = drawCount(source.count, drawing);
  const least = source.count.base.kind === "between" ? source.count.base.low : Math.min(count, 1);
  if (ordered.length < Math.max(1, least)) return [];
  return [ordered.slice(0, Math.max(1, count))];
}

/** Candidates for which every condition holds. */
function fittingCandidates(
  source: Extract<BindingSource, { kind: "select" }>,
  drawing: Drawing,
  ground: Ground,
): readonly StoryValue[] {
  const checks = source.conditions.flatMap((use) => {
    const found = conditionOf(source.noun, use.phrase);
    return found === null ? [] : [{ ...found, slots: openSlotValues(use, drawing) }];
  });
  const candidates = candidatesOf(ground, source.noun, {
    container: source.container === null ? null : (drawing.values.get(source.container.name) ?? []),
    includesIdle: checks.some(({ condition }) => condition.includesIdle === true),
  });
  return candidates.filter((candidate) =>
    checks.every(({ condition, isDenied, slots }) => condition.holds(candidate, slots, ground) !== isDenied),
  );
}
