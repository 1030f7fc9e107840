import type { Hypothesis } from "../../../domain/evidence.ts";
import type { StoryClass } from "../story.ts";

/** Where something stands in its file; both from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** A story as its text says it. Nothing is drawn and nobody is chosen yet. */
export interface Story {
  /** File that it was read from, for messages. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly class: StoryClass;
  readonly attribution: Hypothesis | "undetermined";
  readonly isIncidentExpected: boolean;
  readonly scenario: StoryScenario;
  readonly starts: StoryStart;
  readonly bindings: readonly Binding[];
  /** What the truth names. */
  readonly concerns: readonly NameUse[];
  readonly steps: readonly Step[];
  /** `expect` and `decide` lines in order, judged by whoever runs scenarios. */
  readonly checks: readonly PhraseUse[];
}

/** What a scenario asks of the account it is played in; null where the story says nothing. */
export interface StoryScenario {
  readonly seed: number | null;
  readonly dayCount: number | null;
  /** Id of a preset. */
  readonly workspace: string | null;
}

/** Days on which a story may start. `number` counts from 1, the first day of the account's history. */
export type StartDay =
  | { readonly kind: "any" | "workday" | "weekend" | "holiday" | "month_start" | "month_end" | "last_day" }
  | { readonly kind: "number"; readonly dayNumber: number };

export interface StoryStart {
  readonly day: StartDay;
  /** Null: whenever it is placed. */
  readonly clock: LocalClock | null;
}

/** `let Name = …` */
export interface Binding {
  readonly name: string;
  readonly place: SourcePlace;
  readonly source: BindingSource;
}

export type BindingSource =
  | {
      readonly kind: "select";
      readonly noun: string;
      /** `one`, all there are, or how many. */
      readonly count: "one" | "all" | Amount;
      /** What it is part of (`a column of Orders`). */
      readonly container: NameUse | null;
      readonly conditions: readonly PhraseUse[];
    }
  | {
      readonly kind: "new";
      readonly noun: string;
      readonly relation: "in" | "like" | "for" | null;
      readonly to: NameUse | null;
      readonly called: TextDraw | null;
    }
  | { readonly kind: "derived"; readonly derivation: string; readonly from: NameUse }
  | { readonly kind: "literal"; readonly noun: string; readonly text: string }
  | { readonly kind: "number"; readonly amount: Amount }
  | { readonly kind: "duration"; readonly time: DurationDraw }
  | { readonly kind: "text"; readonly text: TextDraw };

export interface NameUse {
  readonly name: string;
  readonly place: SourcePlace;
}

/** A number that is drawn when it is needed. */
export interface Amount {
  readonly base:
    | { readonly kind: "exact" | "about"; readonly value: number }
    | { readonly kind: "between"; readonly low: number; readonly high: number }
    | { readonly kind: "one_of"; readonly values: readonly number[] }
    | { readonly kind: "name"; readonly use: NameUse };
  /** Compound growth since the start of the story, in percent; null: none. */
  readonly growthPercentPerDay: number | null;
}

export type TimeUnit = "second" | "minute" | "hour" | "day" | "week";

/** A length of time; `unit` is null where a name stands for one. */
export interface DurationDraw {
  readonly amount: Amount;
  readonly unit: TimeUnit | null;
}

/** One of the texts, or what a name stands for. `{Name}` inside is replaced. */
export type TextDraw =
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  | { readonly kind: "name"; readonly use: NameUse };

/** A time of day in minutes after midnight. */
export type ClockDraw =
  | { readonly kind: "exact" | "about"; readonly minute: number }
  | { readonly kind: "between"; readonly fromMinute: number; readonly untilMinute: number };

/** In UTC, or where somebody lives. */
export interface LocalClock {
  readonly clock: ClockDraw;
  readonly localTo: NameUse | null;
}

/** When a step happens; without it, moments after the one before. */
export type When =
  | { readonly kind: "clock"; readonly clock: LocalClock }
  | { readonly kind: "day"; readonly dayNumber: number; readonly clock: LocalClock | null }
  | { readonly kind: "after"; readonly time: DurationDraw };

export type Step =
  | { readonly kind: "act"; readonly when: When | null; readonly use: PhraseUse }
  | {
      readonly kind: "repeat";
      readonly when: When | null;
      readonly place: SourcePlace;
      readonly count: Amount;
      readonly within: DurationDraw | null;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: "every";
      readonly when: When | null;
      readonly place: SourcePlace;
      readonly rhythm: Rhythm;
      readonly span: DurationDraw;
      readonly clock: LocalClock | null;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: "for_each";
      readonly when: When | null;
      readonly place: SourcePlace;
      readonly name: string;
      readonly among: NameUse;
      readonly within: DurationDraw | null;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: "meanwhile";
      readonly when: null;
      readonly place: SourcePlace;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: "window";
      readonly when: When | null;
      readonly place: SourcePlace;
      readonly edge: "begins" | "ends";
    };

export type Rhythm =
  | { readonly kind: "day" | "workday" }
  | { readonly kind: "duration"; readonly time: DurationDraw };

/** A phrase of the grammar with its slots filled. */
export interface PhraseUse {
  /** Text of the phrase, which is its identity. */
  readonly phrase: string;
  readonly slots: Readonly<Record<string, SlotValue>>;
  readonly place: SourcePlace;
}

export type SlotValue =
  | { readonly kind: "names"; readonly uses: readonly NameUse[] }
  | { readonly kind: "amount"; readonly amount: Amount }
  | { readonly kind: "percent"; readonly amount: Amount }
  | { readonly kind: "duration"; readonly time: DurationDraw }
  | { readonly kind: "text"; readonly text: TextDraw }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "privileges"; readonly privileges: readonly string[] }
  | {
      readonly kind: "params";
      readonly params: readonly { readonly key: string; readonly value: TextDraw }[];
    }
  /** The rest of the line as it stands. */
  | { readonly kind: "rest"; readonly text: string };
