/** What a name can stand for. */
export const STORY_KINDS = [
  "person",
  "service",
  "principal",
  "group",
  "table",
  "schema",
  "catalog",
  "volume",
  "function",
  "share",
  "recipient",
  "metastore",
  "column",
  "job",
  "warehouse",
  "workspace",
  "network",
  "token",
  "secret",
  "policy",
  "number",
  "duration",
  "text",
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** What a slot takes: kinds of names, and whether a list or a name of several may stand there. */
export interface NameSlot {
  readonly kinds: readonly StoryKind[];
  readonly isMany: boolean;
  /** For messages: `expected a principal`. */
  readonly what: string;
}

const ACTORS: readonly StoryKind[] = ["person", "service", "principal"];
const PRINCIPALS: readonly StoryKind[] = [...ACTORS, "group"];
const SECURABLES: readonly StoryKind[] = [
  "table",
  "schema",
  "catalog",
  "volume",
  "function",
  "share",
  "metastore",
];

/** Slot types of names, by the word after the colon in a phrase. */
export const NAME_SLOTS: Readonly<Record<string, NameSlot>> = {
  actor: { kinds: ACTORS, isMany: false, what: "a person or service" },
  actors: { kinds: ACTORS, isMany: true, what: "persons or services" },
  principal: { kinds: PRINCIPALS, isMany: false, what: "a principal" },
  principals: { kinds: PRINCIPALS, isMany: true, what: "principals" },
  service: { kinds: ["service"], isMany: false, what: "a service" },
  group: { kinds: ["group"], isMany: false, what: "a group" },
  securable: { kinds: SECURABLES, isMany: false, what: "a securable" },
  securables: { kinds: SECURABLES, isMany: true, what: "securables" },
  tagged: { kinds: [...SECURABLES, "column"], isMany: true, what: "securables or columns" },
  container: { kinds: ["schema", "catalog"], isMany: false, what: "a schema or catalog" },
  catalog: { kinds: ["catalog"], isMany: false, what: "a catalog" },
  table: { kinds: ["table"], isMany: false, what: "a table" },
  tables: { kinds: ["table"], isMany: true, what: "tables" },
  function: { kinds: ["function"], isMany: false, what: "a function" },
  share: { kinds: ["share"], isMany: false, what: "a share" },
  recipient: { kinds: ["recipient"], isMany: false, what: "a recipient" },
  column: { kinds: ["column"], isMany: false, what: "a column" },
  columns: { kinds: ["column"], isMany: true, what: "columns" },
  job: { kinds: ["job"], isMany: false, what: "a job" },
  jobs: { kinds: ["job"], isMany: true, what: "jobs" },
  warehouse: { kinds: ["warehouse"], isMany: false, what: "a warehouse" },
  warehouses: { kinds: ["warehouse"], isMany: true, what: "warehouses" },
  compute: { kinds: ["job", "warehouse"], isMany: true, what: "jobs or warehouses" },
  workspace: { kinds: ["workspace"], isMany: false, what: "a workspace" },
  workspaces: { kinds: ["workspace"], isMany: true, what: "workspaces" },
  network: { kinds: ["network"], isMany: false, what: "a network" },
  credential: { kinds: ["token", "secret"], isMany: false, what: "a token or secret" },
  token: { kinds: ["token"], isMany: false, what: "a token" },
  secret: { kinds: ["secret"], isMany: false, what: "a secret" },
  policy: { kinds: ["policy"], isMany: false, what: "a policy" },
  anything: {
    kinds: STORY_KINDS.filter((kind) => !["number", "duration", "text"].includes(kind)),
    isMany: true,
    what: "principals, securables, jobs or warehouses",
  },
};

/** `a table`, `an …` for messages. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
