import type { StoryKind } from "./story-kinds.ts";

/** What a `let` can choose or make. */
export interface Noun {
  readonly plural: string;
  readonly kind: StoryKind;
  /** What it may be part of: `a column of Orders`. */
  readonly containers: readonly StoryKind[];
  /** Whether `a …` chooses one of those there are. */
  readonly isFound: boolean;
  /** How `a new …` says where it belongs; null: it cannot be new. */
  readonly made: {
    readonly relation: "in" | "like" | "for" | null;
    readonly to: readonly StoryKind[];
  } | null;
}

const ALONE: Noun["made"] = { relation: null, to: [] };

export const NOUNS: Readonly<Record<string, Noun>> = {
  person: noun("persons", "person", { made: { relation: "like", to: ["person", "principal"] } }),
  service: noun("services", "service", { made: { relation: "like", to: ["service", "principal"] } }),
  principal: noun("principals", "principal", {}),
  group: noun("groups", "group", { made: ALONE }),
  table: noun("tables", "table", {
    containers: ["schema", "catalog"],
    made: { relation: "in", to: ["schema"] },
  }),
  view: noun("views", "table", { containers: ["schema", "catalog"] }),
  schema: noun("schemas", "schema", { containers: ["catalog"], made: { relation: "in", to: ["catalog"] } }),
  catalog: noun("catalogs", "catalog", {}),
  volume: noun("volumes", "volume", { containers: ["schema", "catalog"] }),
  function: noun("functions", "function", { containers: ["schema", "catalog"] }),
  share: noun("shares", "share", { made: ALONE }),
  recipient: noun("recipients", "recipient", { isFound: false, made: ALONE }),
  metastore: noun("metastores", "metastore", {}),
  column: noun("columns", "column", { containers: ["table"] }),
  job: noun("jobs", "job", { made: ALONE }),
  warehouse: noun("warehouses", "warehouse", { containers: ["workspace"] }),
  workspace: noun("workspaces", "workspace", {}),
  policy: noun("policies", "policy", { containers: ["table", "schema", "catalog", "metastore"] }),
  network: noun("networks", "network", { isFound: false, made: ALONE }),
  token: noun("tokens", "token", { isFound: false, made: ALONE }),
  secret: noun("secrets", "secret", { isFound: false, made: { relation: "for", to: ["service"] } }),
};

function noun(plural: string, kind: StoryKind, rest: Partial<Noun>): Noun {
  return { plural, kind, containers: [], isFound: true, made: null, ...rest };
}

/** `the schema of Orders`: what each derivation gives, and from what. */
export const DERIVATIONS: Readonly<
  Record<string, { readonly kind: StoryKind; readonly from: readonly StoryKind[] }>
> = {
  schema: { kind: "schema", from: ["table", "volume", "function"] },
  catalog: { kind: "catalog", from: ["schema", "table", "volume", "function"] },
  table: { kind: "table", from: ["column"] },
  owner: { kind: "principal", from: ["table", "schema", "catalog", "volume", "function", "share"] },
  writer: { kind: "job", from: ["table"] },
  runner: { kind: "principal", from: ["job"] },
  warehouse: { kind: "warehouse", from: ["person", "service", "principal", "job"] },
  workspace: { kind: "workspace", from: ["person", "service", "principal", "job", "warehouse"] },
  network: { kind: "network", from: ["person", "service", "principal"] },
};

/** Nouns whose members a text names: the name of a securable, an e-mail, an address … */
export const LITERAL_NOUNS: readonly string[] = Object.keys(NOUNS).filter(
  (word) => !["column", "policy", "token", "secret", "metastore"].includes(word),
);
