import { GatehouseError } from "../../../domain/gatehouse-error.ts";
import type { SecurableRef } from "../../acts/act.ts";
import type { PhraseUse, SlotValue } from "../grammar/story-ast.ts";
import { type Drawing, drawCount, drawDurationMs, drawNumber, drawText } from "./draw-values.ts";
import type { StoryValue, ValueOf } from "./story-value.ts";

/** The gaps of a phrase, filled. Reading an empty gap, or one of another type, is a BUG of the phrase's definition. */
export interface SlotValues {
  has(slot: string): boolean;
  /** All values of the names in the gap. */
  values(slot: string): readonly StoryValue[];
  all<Kind extends StoryValue["kind"]>(slot: string, kind: Kind): readonly ValueOf<Kind>[];
  one<Kind extends StoryValue["kind"]>(slot: string, kind: Kind): ValueOf<Kind>;
  securables(slot: string): readonly SecurableRef[];
  count(slot: string): number;
  number(slot: string): number;
  /** A percentage as a share of 1. */
  ratio(slot: string): number;
  durationMs(slot: string): number;
  text(slot: string): string;
  /** The words of the gap. */
  words(slot: string): readonly string[];
  word(slot: string): string;
  privileges(slot: string): readonly string[];
  params(slot: string): Readonly<Record<string, string>>;
}

const PERCENT = 100;

export function openSlotValues(use: PhraseUse, drawing: Drawing): SlotValues {
  const slotOf = <Kind extends SlotValue["kind"]>(
    slot: string,
    kind: Kind,
  ): Extract<SlotValue, { kind: Kind }> => {
    const value = use.slots[slot];
    if (value === undefined || !isKind(value, kind)) throw wrongSlot(use, slot);
    return value;
  };
  const values = (slot: string): readonly StoryValue[] =>
    slotOf(slot, "names").uses.flatMap(({ name }) => drawing.values.get(name) ?? []);
  const all = <Kind extends StoryValue["kind"]>(slot: string, kind: Kind): readonly ValueOf<Kind>[] =>
    values(slot).filter((value): value is ValueOf<Kind> => value.kind === kind);
  const words = (slot: string): readonly string[] => slotOf(slot, "words").words;
  return {
    has: (slot) => use.slots[slot] !== undefined,
    values,
    all,
    one: (slot, kind) => {
      const [value] = all(slot, kind);
      if (value === undefined) throw wrongSlot(use, slot);
      return value;
    },
    securables: (slot) => all(slot, "securable").map(({ ref }) => ref),
    count: (slot) => drawCount(slotOf(slot, "amount").amount, drawing),
    number: (slot) => drawNumber(slotOf(slot, "amount").amount, drawing),
    ratio: (slot) => drawNumber(slotOf(slot, "percent").amount, drawing) / PERCENT,
    durationMs: (slot) => drawDurationMs(slotOf(slot, "duration").time, drawing),
    text: (slot) => drawText(slotOf(slot, "text").text, drawing),
    words,
    word: (slot) => words(slot)[0] ?? "",
    privileges: (slot) => slotOf(slot, "privileges").privileges,
    params: (slot) =>
      Object.fromEntries(
        slotOf(slot, "params").params.map(({ key, value }) => [key, drawText(value, drawing)]),
      ),
  };
}

function isKind<Kind extends SlotValue["kind"]>(
  value: SlotValue,
  kind: Kind,
): value is Extract<SlotValue, { kind: Kind }> {
  return value.kind === kind;
}

function wrongSlot({ phrase }: PhraseUse, slot: string): GatehouseError {
  return new GatehouseError("BUG", { message: `\`${phrase}\` has no \`${slot}\` of that kind` });
}
