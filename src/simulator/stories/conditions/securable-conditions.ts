import type { SimulatedSecurable, TableColumn } from "../../account/account.ts";
import { effectiveTagValues } from "../../account/effective-tags.ts";
import { type Ground, rowCountOf, securableOf, worldIndex } from "../placing/ground.ts";
import type { SlotValues } from "../placing/slot-values.ts";
import type { StoryValue, ValueOf } from "../placing/story-value.ts";
import { defineCondition, type StoryCondition } from "./define-condition.ts";
import { isReaderOf, mayManage, mayRead, mayWrite } from "./principal-conditions.ts";

const TABLES = ["table", "view"] as const;
const SECURABLES = [...TABLES, "schema", "catalog", "volume", "function"] as const;

function about(
  ask: (securable: SimulatedSecurable, slots: SlotValues, ground: Ground) => boolean,
): StoryCondition["holds"] {
  return (candidate, slots, ground) => {
    const securable = candidate.kind === "securable" ? securableOf(ground, candidate.ref) : null;
    return securable !== null && ask(securable, slots, ground);
  };
}

type TableDetail = Extract<SimulatedSecurable["detail"], { kind: "table" }>;

function aboutTable(
  ask: (
    detail: TableDetail,
    context: { readonly name: string; readonly slots: SlotValues; readonly ground: Ground },
  ) => boolean,
): StoryCondition["holds"] {
  return about(
    ({ detail, name }, slots, ground) => detail.kind === "table" && ask(detail, { name, slots, ground }),
  );
}

function aboutColumn(ask: (column: TableColumn, slots: SlotValues) => boolean): StoryCondition["holds"] {
  return (candidate, slots, ground) => {
    const column = candidate.kind === "column" ? columnOf(ground, candidate) : null;
    return column !== null && ask(column, slots);
  };
}

/** The column as the account has it; null when it is gone. */
export function columnOf(ground: Ground, { table, column }: ValueOf<"column">): TableColumn | null {
  const detail = securableOf(ground, { type: "table", name: table })?.detail;
  return detail?.kind === "table" ? (detail.columns.find(({ name }) => name === column) ?? null) : null;
}

/** `number` is any of these; other words are the type itself without its parameters. */
const NUMBER_TYPES = new Set(["tinyint", "smallint", "int", "bigint", "float", "double", "decimal"]);

function isOfType(column: TableColumn, words: readonly string[]): boolean {
  const base = column.type.replace(/[(<].*/, "");
  return words.includes(base) || (words.includes("number") && NUMBER_TYPES.has(base));
}

function hasTag(tags: ReadonlyMap<string, string>, slots: SlotValues): boolean {
  const value = tags.get(slots.word("key"));
  return value !== undefined && (!slots.has("value") || value === slots.text("value"));
}

function principalIdOf(slots: SlotValues): string {
  return slots.one("by", "principal").id;
}

function isNamed(value: StoryValue, slots: SlotValues): boolean {
  return slots
    .values("other")
    .some(
      (other) =>
        other.kind === "securable" && value.kind === "securable" && other.ref.name === value.ref.name,
    );
}

export const SECURABLE_CONDITIONS: readonly StoryCondition[] = [
  defineCondition({
    nouns: SECURABLES,
    phrase: "name contains <part:text>",
    negative: "name does not contain <part:text>",
    holds: about(({ name }, slots) => name.includes(slots.text("part"))),
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "is <other:securables>",
    negative: "is not <other:securables>",
    holds: isNamed,
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "has tag <key:word> [<value:text>]",
    negative: "has no tag <key:word> [<value:text>]",
    holds: about((securable, slots, { account }) => hasTag(effectiveTagValues(account, securable), slots)),
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "has own tag <key:word> [<value:text>]",
    negative: "has no own tag <key:word> [<value:text>]",
    holds: about(({ tags }, slots) => hasTag(tags, slots)),
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "is owned by <by:principal>",
    negative: "is not owned by <by:principal>",
    holds: about(({ owner }, slots) => owner === principalIdOf(slots)),
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "is readable by <by:actor>",
    negative: "is not readable by <by:actor>",
    holds: about((ref, slots, ground) => mayRead(ground, principalIdOf(slots), ref)),
  }),
  defineCondition({
    nouns: TABLES,
    phrase: "is writable by <by:actor>",
    negative: "is not writable by <by:actor>",
    holds: about((ref, slots, ground) => mayWrite(ground, principalIdOf(slots), ref)),
  }),
  defineCondition({
    nouns: SECURABLES,
    phrase: "is manageable by <by:actor>",
    negative: "is not manageable by <by:actor>",
    holds: about((ref, slots, ground) => mayManage(ground, principalIdOf(slots), ref)),
  }),
  defineCondition({
    nouns: TABLES,
    phrase: "is read by <by:actor>",
    negative: "is not read by <by:actor>",
    holds: about(({ name }, slots, ground) => isReaderOf(ground, slots.one("by", "principal"), name)),
  }),
  defineCondition({
    nouns: TABLES,
    phrase: "is sensitive",
    negative: "is not sensitive",
    holds: about(({ name }, _, { world }) => world.sensitiveTables.includes(name)),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has rows",
    negative: "has no rows",
    holds: aboutTable(({ hasRows }) => hasRows),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has more than <rows:amount> rows",
    negative: "has at most <rows:amount> rows",
    holds: aboutTable((_, { name, slots, ground }) => rowCountOf(ground, name) > slots.count("rows")),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "is written by <job:job>",
    negative: "is not written by <job:job>",
    holds: about(
      ({ name }, slots, { world }) => worldIndex(world).jobs.get(slots.one("job", "job").id)?.writes === name,
    ),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "is written by jobs",
    negative: "is written by no jobs",
    holds: about(({ name }, _, { world }) => world.jobs.some(({ writes }) => writes === name)),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "is read by jobs",
    negative: "is read by no jobs",
    holds: about(({ name }, _, { world }) => world.jobs.some(({ reads }) => reads.includes(name))),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has a row filter",
    negative: "has no row filter",
    holds: aboutTable(({ rowFilter }) => rowFilter !== null),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has a mask",
    negative: "has no mask",
    holds: aboutTable(({ columns }) => columns.some(({ mask }) => mask !== null)),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has a column with tag <key:word> [<value:text>]",
    negative: "has no column with tag <key:word> [<value:text>]",
    holds: aboutTable(({ columns }, { slots }) => columns.some(({ tags }) => hasTag(tags, slots))),
  }),
  defineCondition({
    nouns: ["table"],
    phrase: "has a column of type <type:type>",
    negative: "has no column of type <type:type>",
    holds: aboutTable(({ columns }, { slots }) =>
      columns.some((column) => isOfType(column, slots.words("type"))),
    ),
  }),
  defineCondition({
    nouns: ["catalog"],
    phrase: "is isolated",
    negative: "is not isolated",
    holds: about(({ isolationMode }) => isolationMode === "ISOLATED"),
  }),
  defineCondition({
    nouns: ["column"],
    phrase: "type is <type:type>",
    negative: "type is not <type:type>",
    holds: aboutColumn((column, slots) => isOfType(column, slots.words("type"))),
  }),
  defineCondition({
    nouns: ["column"],
    phrase: "name is <name:text>",
    negative: "name is not <name:text>",
    holds: aboutColumn(({ name }, slots) => name === slots.text("name")),
  }),
  defineCondition({
    nouns: ["column"],
    phrase: "has tag <key:word> [<value:text>]",
    negative: "has no tag <key:word> [<value:text>]",
    holds: aboutColumn(({ tags }, slots) => hasTag(tags, slots)),
  }),
  defineCondition({
    nouns: ["column"],
    phrase: "has a mask",
    negative: "has no mask",
    holds: aboutColumn(({ mask }) => mask !== null),
  }),
];
