import { describe, expect, it } from "vitest";
import { problemText } from "./grammar/story-problem.ts";
import { parseStory } from "./parse-story.ts";

const HEADER = [
  "story try-out",
  'title "Somebody reads"',
  "class attack",
  "attribution unauthorized_access",
  "guard speaks up",
];
const NAMES = ["let Thief = a person where team is sales", "let Orders = a table where has rows"];
const CONCERNS = "concerns Thief, Orders";

/** A story of which only the steps differ; they begin on line 9. */
function withSteps(...steps: readonly string[]): string {
  return [...HEADER, ...NAMES, CONCERNS, ...steps].join("\n");
}

/** A story of which only a `let` line differs; it is line 8. */
function withLet(line: string): string {
  return [...HEADER, ...NAMES, line, CONCERNS, "Thief reads Orders"].join("\n");
}

function storyOf(text: string) {
  const parsed = parseStory("try-out.story", text);
  if (parsed.kind === "problems") throw new Error(parsed.problems.map(problemText).join("\n"));
  return parsed.story;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseStory("try-out.story", text);
  return parsed.kind === "problems" ? parsed.problems.map(problemText) : [];
}

describe("parseStory", () => {
  it("reads header, names, steps and checks into a tree", () => {
    const story = storyOf(
      withSteps(
        "at 02:03 Thief reads between 40 and 90 rows of Orders",
        "repeat 3 times within 10 minutes",
        "  after about 20 seconds Thief downloads the result as csv",
        "expect incident about Thief attribution unauthorized_access within 2h because grant_age < 2d",
        "decide revoke SELECT on Orders from Thief",
      ),
    );
    expect(story).toMatchObject({
      name: "try-out",
      class: "attack",
      attribution: "unauthorized_access",
      isIncidentExpected: true,
      concerns: [{ name: "Thief" }, { name: "Orders" }],
    });
    expect(story.steps).toMatchObject([
      {
        kind: "act",
        when: { kind: "clock", clock: { clock: { kind: "exact", minute: 123 }, localTo: null } },
        use: { slots: { rows: { amount: { base: { kind: "between", low: 40, high: 90 } } } } },
      },
      {
        kind: "repeat",
        within: { unit: "minute" },
        steps: [{ kind: "act", when: { kind: "after" }, use: { slots: { format: { words: ["csv"] } } } }],
      },
    ]);
    expect(story.checks).toMatchObject([
      { slots: { because: { kind: "rest", text: "grant_age < 2d" }, within: { time: { unit: "hour" } } } },
      { slots: { privileges: { privileges: ["SELECT"] } } },
    ]);
  });

  it("reads what a scenario asks of its account", () => {
    const text = [
      ...HEADER,
      "seed 7",
      "days 21",
      "workspace small",
      ...NAMES,
      CONCERNS,
      "Thief logs in",
    ].join("\n");
    expect(storyOf(text).scenario).toEqual({ seed: 7, dayCount: 21, workspace: "small" });
  });

  it("takes comments, blank lines, a byte order mark and either kind of line end for nothing", () => {
    const text = `\uFEFF${withSteps("", "# nothing", 'Thief runs "SELECT 1 # kept" # gone')}`;
    const [plain] = storyOf(text).steps;
    expect(plain).toMatchObject({ use: { slots: { sql: { text: { texts: ["SELECT 1 # kept"] } } } } });
    expect(storyOf(text.replaceAll("\n", "\r\n")).steps).toEqual([plain]);
  });

  it("nests blocks by indentation and forgets the name of a block after it", () => {
    const nested = withSteps(
      "let Unused = 3",
      "for each Table of Tables",
      "  repeat 2 times",
      "    Thief reads Table",
      "Thief reads Table",
    ).replace("let Unused = 3", "");
    const text = nested.replace("let Orders", "let Tables = 3 tables\nlet Orders");
    expect(problemsOf(text)).toEqual([
      "try-out.story:14:13: `Table` is not bound by a `let` above; did you mean `Tables`?",
    ]);
  });

  it.each([
    [
      "a verb that is mistyped",
      "Thief raeds Orders",
      "9:7: `raeds` is not understood here; did you mean `reads`?",
    ],
    [
      "a name that is not bound",
      "Theif reads Orders",
      "9:1: `Theif` is not bound by a `let` above; did you mean `Thief`?",
    ],
    [
      "a name of the wrong kind",
      "Thief reads Thief",
      "9:13: `Thief` is a person and does not fit here; expected a number, tables",
    ],
    [
      "a line that ends early",
      "Thief grants SELECT on Orders",
      "9:30: the line ends too early; expected `to`",
    ],
    [
      "words after the end",
      "Thief logs in twice",
      "9:15: `twice` is not understood here; expected `by`, the end of the line",
    ],
    [
      "a text that is not closed",
      'Thief runs "SELECT',
      '9:12: a text is not closed; end it with `"`; inside it, `\\"` is a quote',
    ],
    [
      "a name in a text that is not bound",
      'Thief runs "SELECT * FROM {Order}"',
      "9:12: `{Order}` in the text is not bound; did you mean `{Orders}`?",
    ],
    [
      "a time of day that is none",
      "at 25:00 Thief logs in",
      "9:4: `25:00` is no time of day; write 00:00 to 23:59",
    ],
    [
      "a length of time without a unit",
      "after 20 Thief logs in",
      "9:10: `Thief` is a person and does not fit here; expected a unit of time (`minutes`, `hours`, `days` …)",
    ],
    [
      "a range that runs backward",
      "Thief reads between 9 and 3 rows of Orders",
      "9:27: the second number is less than the first; write the smaller number first",
    ],
    [
      "a privilege that is none",
      "Thief grants SELCT on Orders to Thief",
      "9:14: `SELCT` is no privilege; did you mean `SELECT`?",
    ],
    [
      "a team that is none",
      "people of team saels are 2 times as active for 3 days",
      "9:16: `saels` is no team; did you mean `sales`?",
    ],
    [
      "a block without steps",
      "repeat 3 times within 5 minutes",
      "9:1: the block has no steps; indent the steps that belong to it",
    ],
    ["a tab", "\tThief logs in", "9:1: a tab is no blank here; indent with blanks"],
    [
      "a sign that means nothing",
      "Thief logs in §",
      "9:15: `§` does not belong here; names start with a capital letter, words are in lower case, texts stand in double quotes",
    ],
    [
      "a day that is none",
      "on day 0 Thief logs in",
      "9:8: days are counted in whole numbers from 1; write `day 1` for the first",
    ],
    [
      "an attribution that is none",
      "expect incident attribution theft",
      "9:29: `theft` is not understood here; expected `data_shift`, `pipeline_fault`, `newly_authorized_access`, `unauthorized_access`, `usage_growth`, `telemetry_fault` …",
    ],
    ["a word that begins no line", "whenever Thief logs in", "9:1: `whenever` is not understood here"],
  ])("tells %s with line, column and a hint", (_, step, problem) => {
    const problems = problemsOf(withSteps(step));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`try-out.story:${problem}`);
  });

  it.each([
    [
      "a noun that is none",
      "let Box = a tabel",
      "8:13: nothing of the account is called `tabel`; did you mean `table`?",
    ],
    [
      "a condition that is none",
      "let Box = a table where has rowz",
      "8:29: `rowz` is not understood here; did you mean `rows`?",
    ],
    [
      "a condition of another noun",
      "let Box = a table where is dormant",
      "8:28: `dormant` is not understood here",
    ],
    ["a name that is bound already", "let Thief = 3", "8:5: `Thief` is bound already; choose another name"],
    [
      "a name in small letters",
      "let box = 3",
      "8:5: `box` is not understood here; expected a new name that starts with a capital letter (`Thief`)",
    ],
    [
      "a column of nothing",
      "let Box = a column",
      "8:19: the line ends too early; expected `of` and the name of a table",
    ],
    [
      "what cannot be new",
      "let Box = a new catalog",
      "8:17: `catalog` cannot be made new; new can be person, service",
    ],
    [
      "what a thing does not have",
      "let Box = the price of Orders",
      "8:15: `price` is not understood here; expected `schema`",
    ],
  ])("tells %s in a let line", (_, line, problem) => {
    const problems = problemsOf(withLet(line));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`try-out.story:${problem}`);
  });

  it("tells a line that is indented under no block", () => {
    expect(problemsOf(withSteps("Thief logs in", "  Thief reads Orders"))).toEqual([
      "try-out.story:10:3: the line is indented, but the line before opens no block; indent it by 0 blanks",
    ]);
  });

  it("tells all lines that are missing or there twice", () => {
    expect(problemsOf("story a\nstory b\nclass attack")).toEqual([
      'try-out.story:1:1: the story has no `title` line; add `title "What happens, in one line"`',
      "try-out.story:1:1: the story has no `attribution` line; add `attribution data_shift`",
      "try-out.story:1:1: the story has no `guard` line; add `guard speaks up` or `guard stays silent`",
      "try-out.story:1:1: the story has no `concerns` line; add `concerns` and the names that the truth is about",
      "try-out.story:2:1: there is a second `story` line; a story has one; remove the other",
    ]);
  });

  it("tells every mistake of a file, and what follows from one of them only once", () => {
    const text = withSteps("Thief reads Box", "Thief sleeps", "Thief reads Box").replace(
      CONCERNS,
      `let Box = a tabel\n${CONCERNS}`,
    );
    expect(problemsOf(text).map((problem) => problem.split(" ")[0])).toEqual([
      "try-out.story:8:13:",
      "try-out.story:11:7:",
    ]);
  });

  it("tells a let line below the steps, and a story in which nothing happens", () => {
    expect(problemsOf(withSteps("Thief logs in", "let Late = 3"))).toEqual([
      "try-out.story:10:1: a `let` line stands after the first step; move it above the steps",
    ]);
    expect(problemsOf(withSteps())).toEqual([
      "try-out.story:1:1: nothing happens in the story; add a step, like `Thief logs in`",
    ]);
  });

  it("refuses a file that is no story without reading all of it", () => {
    const [first] = problemsOf("\n".repeat(5_000));
    expect(first).toContain("the story has no `story` line");
    expect(problemsOf("\n".repeat(5_000)).at(-1)).toContain("the file has 5001 lines, more than 2000");
  });
});
