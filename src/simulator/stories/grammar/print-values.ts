import type { Phrase, PhraseElement } from "./phrase.ts";
import type {
  Amount,
  ClockDraw,
  DurationDraw,
  LocalClock,
  NameUse,
  PhraseUse,
  SlotValue,
  TextDraw,
  When,
} from "./story-ast.ts";

const MINUTES_PER_HOUR = 60;

export function printAmount({ base, growthPercentPerDay }: Amount): string {
  const growth = growthPercentPerDay === null ? "" : ` growing ${growthPercentPerDay} % a day`;
  return `${printBase(base)}${growth}`;
}

function printBase(base: Amount["base"]): string {
  switch (base.kind) {
    case "exact":
      return String(base.value);
    case "about":
      return `about ${base.value}`;
    case "between":
      return `between ${base.low} and ${base.high}`;
    case "one_of":
      return `one of ${printChoices(base.values.map(String))}`;
    case "name":
      return base.use.name;
  }
}

/** `a, b or c`. */
function printChoices(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`;
}

export function printDuration({ amount, unit }: DurationDraw): string {
  if (unit === null) return printAmount(amount);
  const isOne = amount.base.kind === "exact" && amount.base.value === 1;
  return `${printAmount(amount)} ${unit}${isOne ? "" : "s"}`;
}

export function printText(text: TextDraw): string {
  if (text.kind === "name") return text.use.name;
  const quoted = text.texts.map(printQuoted);
  return quoted.length === 1 ? (quoted[0] ?? "") : `one of ${printChoices(quoted)}`;
}

export function printQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

export function printWhen(when: When): string {
  switch (when.kind) {
    case "after":
      return `after ${printDuration(when.time)}`;
    case "clock":
      return printClockClause(when.clock);
    case "day":
      return `on day ${when.dayNumber}${when.clock === null ? "" : ` ${printClockClause(when.clock)}`}`;
  }
}

/** `at 02:03`, `between 09:00 and 11:00 local to Thief`. */
export function printClockClause({ clock, localTo }: LocalClock): string {
  const local = localTo === null ? "" : ` local to ${localTo.name}`;
  return `${clock.kind === "exact" ? "at " : ""}${printClock(clock)}${local}`;
}

function printClock(clock: ClockDraw): string {
  switch (clock.kind) {
    case "exact":
      return printMinute(clock.minute);
    case "about":
      return `about ${printMinute(clock.minute)}`;
    case "between":
      return `between ${printMinute(clock.fromMinute)} and ${printMinute(clock.untilMinute)}`;
  }
}

function printMinute(minute: number): string {
  const hour = String(Math.floor(minute / MINUTES_PER_HOUR)).padStart(2, "0");
  return `${hour}:${String(minute % MINUTES_PER_HOUR).padStart(2, "0")}`;
}

/** The phrase with its gaps filled; parts whose gaps are empty are left out. `nameOf` spells names. */
export function printPhrase(
  phrase: Phrase,
  { slots }: PhraseUse,
  nameOf: (use: NameUse) => string = ({ name }) => name,
): string {
  const printElements = (elements: readonly PhraseElement[]): readonly string[] =>
    elements.flatMap((element) => {
      if (element.kind === "word") return [element.word];
      if (element.kind === "optional")
        return isFilled(element.elements, slots) ? printElements(element.elements) : [];
      const value = slots[element.slot];
      return value === undefined ? [] : [printSlot(value, nameOf)];
    });
  return printElements(phrase.elements).join(" ");
}

function isFilled(elements: readonly PhraseElement[], slots: PhraseUse["slots"]): boolean {
  return elements.some((element) => element.kind === "slot" && slots[element.slot] !== undefined);
}

function printSlot(value: SlotValue, nameOf: (use: NameUse) => string): string {
  switch (value.kind) {
    case "names":
      return printList(value.uses.map(nameOf));
    case "amount":
      return printAmount(value.amount);
    case "percent":
      return `${printAmount(value.amount)} %`;
    case "duration":
      return printDuration(value.time);
    case "text":
      return printText(value.text);
    case "words":
      return value.words.length === 1 ? (value.words[0] ?? "") : `one of ${printChoices(value.words)}`;
    case "privileges":
      return printList(value.privileges.map((privilege) => privilege.replaceAll("_", " ")));
    case "params":
      return value.params.map(({ key, value: text }) => `${key} ${printText(text)}`).join(", ");
    case "rest":
      return value.text;
  }
}

/** `A, B and C`. */
function printList(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}
