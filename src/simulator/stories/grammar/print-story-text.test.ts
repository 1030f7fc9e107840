import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionPhrases } from "../conditions/story-conditions.ts";
import { parseStory } from "../parse-story.ts";
import { VERB_PHRASES } from "../verbs/story-verbs.ts";
import { CHECK_PHRASES } from "./check-phrases.ts";
import type { Phrase, PhraseElement } from "./phrase.ts";
import { printStoryText } from "./print-story-text.ts";
import type {
  Amount,
  Binding,
  ClockDraw,
  DurationDraw,
  LocalClock,
  NameUse,
  PhraseUse,
  SlotValue,
  SourcePlace,
  StartDay,
  Step,
  Story,
  TextDraw,
  When,
} from "./story-ast.ts";
import { NAME_SLOTS, type StoryKind } from "./story-kinds.ts";
import { problemText } from "./story-problem.ts";
import { PRIVILEGE_WORDS, WORD_LISTS } from "./word-lists.ts";

const PLACE: SourcePlace = { line: 1, column: 1 };

/** One name of every kind, and one that stands for several tables. */
const NAMES: readonly (readonly [name: string, kind: StoryKind, source: Binding["source"]])[] = [
  ["Person", "person", select("person")],
  ["Service", "service", select("service")],
  ["Group", "group", select("group")],
  ["Table", "table", select("table")],
  ["Schema", "schema", derived("schema", "Table")],
  ["Catalog", "catalog", select("catalog")],
  ["Function", "function", select("function")],
  ["Column", "column", { ...select("column"), container: use("Table") }],
  ["Job", "job", select("job")],
  ["Warehouse", "warehouse", select("warehouse")],
  ["Workspace", "workspace", select("workspace")],
  ["Policy", "policy", select("policy")],
  ["Share", "share", made("share")],
  ["Recipient", "recipient", made("recipient")],
  ["Network", "network", made("network")],
  ["Token", "token", made("token")],
  ["Secret", "secret", { ...made("secret"), relation: "for", to: use("Service") }],
  ["Number", "number", { kind: "number", amount: exact(3) }],
  ["Length", "duration", { kind: "duration", time: { amount: exact(2), unit: "hour" } }],
  ["Text", "text", { kind: "text", text: { kind: "texts", texts: ["a", "b"] } }],
];
const TABLES: Binding = {
  name: "Tables",
  place: PLACE,
  source: {
    ...select("table"),
    count: { base: { kind: "between", low: 2, high: 5 }, growthPercentPerDay: null },
  },
};

type Selecting = Extract<Binding["source"], { kind: "select" }>;
type Making = Extract<Binding["source"], { kind: "new" }>;

function select(noun: string): Selecting {
  return { kind: "select", noun, count: "one", container: null, conditions: [] };
}

function made(noun: string): Making {
  return { kind: "new", noun, relation: null, to: null, called: null };
}

function derived(derivation: string, name: string): Binding["source"] {
  return { kind: "derived", derivation, from: use(name) };
}

function use(name: string): NameUse {
  return { name, place: PLACE };
}

function exact(value: number): Amount {
  return { base: { kind: "exact", value }, growthPercentPerDay: null };
}

const number = fc.oneof(
  fc.nat({ max: 5_000 }),
  fc.nat({ max: 999 }).map((n) => n / 8),
);
const amount: fc.Arbitrary<Amount> = fc.record({
  base: fc.oneof(
    fc.record({ kind: fc.constantFrom("exact" as const, "about" as const), value: number }),
    fc
      .tuple(number, number)
      .map(([a, b]) => ({ kind: "between" as const, low: Math.min(a, b), high: Math.max(a, b) })),
    fc.record({
      kind: fc.constant("one_of" as const),
      values: fc.array(number, { minLength: 2, maxLength: 4 }),
    }),
    fc.constant({ kind: "name" as const, use: use("Number") }),
  ),
  growthPercentPerDay: fc.option(number, { freq: 3 }),
});
const span: fc.Arbitrary<DurationDraw> = fc.oneof(
  fc.record({ amount, unit: fc.constantFrom("second", "minute", "hour", "day", "week") }),
  fc.constant({
    amount: { base: { kind: "name" as const, use: use("Length") }, growthPercentPerDay: null },
    unit: null,
  }),
);
const plainText = fc.stringMatching(/^[ -zäß€]{0,20}$/);
const text: fc.Arbitrary<TextDraw> = fc.oneof(
  fc.record({
    kind: fc.constant("texts" as const),
    texts: fc.array(plainText, { minLength: 1, maxLength: 3 }),
  }),
  fc.constant({ kind: "texts" as const, texts: ["SELECT * FROM {Table} WHERE {Column} = 'x'"] }),
  fc.constant({ kind: "name" as const, use: use("Text") }),
);
const minute = fc.nat({ max: 1_439 });
const clock: fc.Arbitrary<ClockDraw> = fc.oneof(
  fc.record({ kind: fc.constantFrom("exact" as const, "about" as const), minute }),
  fc.record({ kind: fc.constant("between" as const), fromMinute: minute, untilMinute: minute }),
);
const localClock: fc.Arbitrary<LocalClock> = fc.record({
  clock,
  localTo: fc.option(fc.constant(use("Person"))),
});
const when: fc.Arbitrary<When> = fc.oneof(
  fc.record({ kind: fc.constant("clock" as const), clock: localClock }),
  fc.record({ kind: fc.constant("after" as const), time: span }),
  fc.record({
    kind: fc.constant("day" as const),
    dayNumber: fc.integer({ min: 1, max: 40 }),
    clock: fc.option(localClock),
  }),
);

/** What can stand in a gap of a type. */
function slotValue(type: string): fc.Arbitrary<SlotValue> {
  const names = NAME_SLOTS[type];
  if (names !== undefined) {
    const fitting = NAMES.filter(([, kind]) => names.kinds.includes(kind)).map(([name]) => use(name));
    if (names.isMany && names.kinds.includes("table")) fitting.push(use("Tables"));
    return fc
      .array(fc.constantFrom(...fitting), { minLength: 1, maxLength: names.isMany ? 3 : 1 })
      .map((uses) => ({ kind: "names", uses }));
  }
  const list = WORD_LISTS[type];
  if (list !== undefined)
    return fc
      .uniqueArray(fc.constantFrom(...list.words), { minLength: 1, maxLength: 3 })
      .map((words) => ({ kind: "words", words }));
  switch (type) {
    case "amount":
      return amount.map((value) => ({ kind: "amount", amount: value }));
    case "percent":
      return amount.map((value) => ({ kind: "percent", amount: value }));
    case "duration":
      return span.map((time) => ({ kind: "duration", time }));
    case "text":
      return text.map((value) => ({ kind: "text", text: value }));
    case "word":
      return fc.constantFrom("amount", "a.b_c", "x-1").map((word) => ({ kind: "words", words: [word] }));
    case "privileges":
      return fc
        .uniqueArray(fc.constantFrom(...PRIVILEGE_WORDS), { minLength: 1, maxLength: 3 })
        .map((privileges) => ({ kind: "privileges", privileges }));
    case "params":
      return fc
        .array(fc.record({ key: fc.constantFrom("name", "full_name"), value: text }), {
          minLength: 1,
          maxLength: 2,
        })
        .map((params) => ({ kind: "params", params }));
    case "rest":
      return fc.constant({ kind: "rest", text: "grant_age < 2d" });
    default:
      return fc.constantFrom(...type.split("|")).map((word) => ({ kind: "words", words: [word] }));
  }
}

function slotsOf(elements: readonly PhraseElement[]): fc.Arbitrary<PhraseUse["slots"]> {
  const parts = elements.map((element): fc.Arbitrary<PhraseUse["slots"]> => {
    if (element.kind === "word") return fc.constant({});
    if (element.kind === "slot") return slotValue(element.type).map((value) => ({ [element.slot]: value }));
    return fc.option(slotsOf(element.elements)).map((slots) => slots ?? {});
  });
  return fc.tuple(...parts).map((each) => Object.assign({}, ...each));
}

function phraseUse(phrases: readonly Phrase[]): fc.Arbitrary<PhraseUse> {
  return fc
    .constantFrom(...phrases)
    .chain((phrase) =>
      slotsOf(phrase.elements).map((slots) => ({ phrase: phrase.text, slots, place: PLACE })),
    );
}

const maybeWhen = fc.option(when);
const act: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("act" as const),
  when: maybeWhen,
  use: phraseUse(VERB_PHRASES),
});

/** Steps in blocks up to a depth. */
function stepAt(depth: number): fc.Arbitrary<Step> {
  if (depth === 0) return act;
  const steps = fc.array(stepAt(depth - 1), { minLength: 1, maxLength: 3 });
  const place = fc.constant(PLACE);
  const within = fc.option(span);
  return fc.oneof(
    { weight: 4, arbitrary: act },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("repeat" as const),
        when: maybeWhen,
        place,
        count: amount,
        within,
        steps,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("every" as const),
        when: maybeWhen,
        place,
        rhythm: fc.constantFrom({ kind: "day" as const }, { kind: "workday" as const }),
        span: span,
        clock: fc.option(localClock),
        steps,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("for_each" as const),
        when: maybeWhen,
        place,
        name: fc.constant(`Each${depth}`),
        among: fc.constant(use("Tables")),
        within,
        steps,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("meanwhile" as const),
        when: fc.constant(null),
        place,
        steps,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("window" as const),
        when: maybeWhen,
        place,
        edge: fc.constantFrom("begins" as const, "ends" as const),
      }),
    },
  );
}

const CONDITIONED = ["person", "service", "group", "table", "schema", "job", "warehouse", "policy"] as const;
const binding: fc.Arbitrary<Binding> = fc.constantFrom(...CONDITIONED).chain((noun) =>
  fc.record({
    name: fc.constant("Drawn"),
    place: fc.constant(PLACE),
    source: fc.record({
      kind: fc.constant("select" as const),
      noun: fc.constant(noun),
      count: fc.oneof(fc.constantFrom("one" as const, "all" as const), amount),
      container: fc.constant(null),
      conditions: fc.array(phraseUse(conditionPhrases(noun)), { maxLength: 3 }),
    }),
  }),
);
const day: fc.Arbitrary<StartDay> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("any", "workday", "weekend", "holiday", "month_start", "month_end", "last_day"),
  }),
  fc.record({ kind: fc.constant("number" as const), dayNumber: fc.integer({ min: 1, max: 90 }) }),
);
const story: fc.Arbitrary<Story> = fc.record({
  file: fc.constant("drawn.story"),
  name: fc.constantFrom("drawn", "drawn-story-2"),
  title: plainText.filter((title) => !title.includes("{")),
  class: fc.constantFrom("attack", "benign", "fault"),
  attribution: fc.constantFrom("data_shift", "unauthorized_access", "undetermined"),
  isIncidentExpected: fc.boolean(),
  scenario: fc.record({
    seed: fc.option(fc.nat()),
    dayCount: fc.option(fc.integer({ min: 1, max: 90 })),
    workspace: fc.option(fc.constantFrom("small", "demo")),
  }),
  starts: fc.record({ day, clock: fc.option(localClock) }),
  bindings: binding.map((drawn) => [
    ...NAMES.map(([name, , source]) => ({ name, place: PLACE, source })),
    TABLES,
    drawn,
  ]),
  concerns: fc.constantFrom([use("Person")], [use("Person"), use("Tables"), use("Job")]),
  steps: fc.array(stepAt(2), { minLength: 1, maxLength: 5 }),
  checks: fc.array(phraseUse(CHECK_PHRASES), { maxLength: 3 }),
});

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === "place" ? undefined : part)));
}

describe("printStoryText", () => {
  it("gives a text that is read as the same story", () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const printed = printStoryText(drawn);
        const parsed = parseStory("drawn.story", printed);
        if (parsed.kind === "problems")
          throw new Error(`${parsed.problems.map(problemText).join("\n")}\n${printed}`);
        expect(withoutPlaces(parsed.story)).toEqual(withoutPlaces(drawn));
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
