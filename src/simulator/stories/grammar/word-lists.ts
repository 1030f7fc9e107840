import { SOURCES } from "../../../sources/registry.gen.ts";
import type { SecurableType } from "../../account/account.ts";
import { applicablePrivileges } from "../../account/applicable-privileges.ts";
import { levelsOf } from "../../account/may-use-object.ts";
import type { Duty, Occupation, Team } from "../../world/world.ts";

/** Every member of a union once: a new one that is missing here does not compile. */
function wordsOf<Word extends string>(members: Readonly<Record<Word, true>>): readonly string[] {
  return Object.keys(members);
}

const TEAMS = wordsOf<Team>({
  sales: true,
  finance: true,
  marketing: true,
  product: true,
  platform: true,
  people: true,
  data: true,
});
const ROLES = wordsOf<Occupation>({
  analyst: true,
  engineer: true,
  scientist: true,
  steward: true,
  admin: true,
  manager: true,
  auditor: true,
});
const DUTIES = wordsOf<Duty>({
  pipeline: true,
  features: true,
  dashboards: true,
  application: true,
  infrastructure: true,
  release: true,
  identity_sync: true,
});
/** Types of columns without their parameters; `number` is any that counts or measures. */
const COLUMN_TYPES =
  "number string boolean date timestamp tinyint smallint int bigint float double decimal binary".split(" ");
/** Tables whose delivery can stop. */
const SYSTEM_TABLES = SOURCES.map(({ table }) => table).filter((table) => table.startsWith("system."));

const GRANTED_TYPES: readonly SecurableType[] = [
  "metastore",
  "catalog",
  "schema",
  "table",
  "volume",
  "function",
  "share",
];

/** What can be granted on securables, denied by policies, or given on jobs and warehouses. */
export const PRIVILEGE_WORDS: readonly string[] = [
  ...new Set([
    ...GRANTED_TYPES.flatMap((type) => [...applicablePrivileges({ type, detail: { kind: "none" } })]),
    "MANAGE_ACCESS_CONTROL",
    ...levelsOf("jobs"),
    ...levelsOf("warehouses"),
  ]),
];

/** Words that may stand in a slot, and what each of them is. */
export interface WordList {
  readonly what: string;
  readonly words: readonly string[];
}

/** Slot types that take one of a few words, or `one of` them. */
export const WORD_LISTS: Readonly<Record<string, WordList>> = {
  team: { what: "team", words: TEAMS },
  role: { what: "role", words: ROLES },
  duty: { what: "duty of a service", words: DUTIES },
  type: { what: "type of column", words: COLUMN_TYPES },
  feed: { what: "system table", words: SYSTEM_TABLES },
};
