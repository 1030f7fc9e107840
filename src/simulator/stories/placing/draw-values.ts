import type { RandomGenerator } from "../../../stats/random.ts";
import { TIME_UNITS } from "../grammar/read-amount.ts";
import type { Amount, DurationDraw, TextDraw } from "../grammar/story-ast.ts";
import { type StoryValue, valueText } from "./story-value.ts";

/** What `about` allows on either side: a quarter, log-uniform, so that doubling and halving errors are alike. */
const ABOUT_RATIO = 1.25;

export type Values = ReadonlyMap<string, readonly StoryValue[]>;

/** What draws rest on. */
export interface Drawing {
  readonly random: RandomGenerator;
  readonly values: Values;
  /** Days since the story's start, for amounts that grow. */
  readonly elapsedDays: number;
}

/** A number of things: whole, at least 0. */
export function drawCount(amount: Amount, drawing: Drawing): number {
  const { base } = amount;
  const isWhole = base.kind === "between" && Number.isInteger(base.low) && Number.isInteger(base.high);
  // A whole range is drawn one wider, so that its ends are as likely as the rest.
  const drawn = isWhole ? base.low + drawing.random.below(base.high - base.low + 1) : drawBase(base, drawing);
  return Math.max(0, Math.round(drawn * growthOf(amount, drawing)));
}

/** A ratio, chance or length: any number. */
export function drawNumber(amount: Amount, drawing: Drawing): number {
  return drawBase(amount.base, drawing) * growthOf(amount, drawing);
}

function growthOf({ growthPercentPerDay }: Amount, { elapsedDays }: Drawing): number {
  return growthPercentPerDay === null ? 1 : (1 + growthPercentPerDay / 100) ** elapsedDays;
}

function drawBase(base: Amount["base"], { random, values }: Drawing): number {
  switch (base.kind) {
    case "exact":
      return base.value;
    case "about":
      return base.value * ABOUT_RATIO ** (2 * random.uniform() - 1);
    case "between":
      return base.low + random.uniform() * (base.high - base.low);
    case "one_of":
      return base.values[random.below(base.values.length)] ?? 0;
    case "name": {
      const value = values.get(base.use.name)?.[0];
      return value?.kind === "number" ? value.value : 0;
    }
  }
}

export function drawDurationMs({ amount, unit }: DurationDraw, drawing: Drawing): number {
  if (unit !== null) return Math.round(drawNumber(amount, drawing) * TIME_UNITS[unit].ms);
  const value = amount.base.kind === "name" ? drawing.values.get(amount.base.use.name)?.[0] : undefined;
  return value?.kind === "duration" ? value.valueMs : 0;
}

const PLACEHOLDER = /\{([A-Z]\w*)\}/g;

/** One of the texts with `{Name}` replaced by what the name stands for. */
export function drawText(text: TextDraw, { random, values }: Pick<Drawing, "random" | "values">): string {
  if (text.kind === "name") return (values.get(text.use.name) ?? []).map(valueText).join(", ");
  const chosen = text.texts[random.below(text.texts.length)] ?? "";
  return chosen.replace(PLACEHOLDER, (_, name: string) => (values.get(name) ?? []).map(valueText).join(", "));
}
