/** A room of the house: one folder of `src/`. */
export interface Layer {
  readonly name: string;
  /** What it holds, in one line; printed in docs/architecture.md. */
  readonly holds: string;
  /** Other layers that it may import. Never itself: files of one layer may import each other, see `isFamily`. */
  readonly imports: readonly string[];
  /** Pure layers only compute: no Node module, no clock, no randomness, no network, no process. */
  readonly isPure: boolean;
  /** npm packages that it may import. */
  readonly packages: readonly string[];
  /** Globals that it may use although it is pure. */
  readonly globals: readonly string[];
  /**
   * One file (or a folder of the same name) per member, and members never import each other: only `define-*.ts`.
   * So a member can be added, read and removed alone.
   */
  readonly isFamily: boolean;
}

interface LayerTraits {
  readonly isPure?: boolean;
  readonly isFamily?: boolean;
  readonly packages?: readonly string[];
  readonly globals?: readonly string[];
}

function layer(
  name: string,
  holds: string,
  rest: LayerTraits & { readonly imports: readonly string[] },
): Layer {
  return { name, holds, isPure: false, isFamily: false, packages: [], globals: [], ...rest };
}

/** Who may import whom. The check of imports and the drawing in docs/architecture.md both come from here. */
export const LAYERS: readonly Layer[] = [
  layer("domain", "vocabulary: checked ids, units, entities, unions, error codes", {
    isPure: true,
    imports: [],
  }),
  layer("ledger", "append-only chain of hashes and its verification", { isPure: true, imports: ["domain"] }),
  layer("stats", "numeric kernels: quantiles, tails, forecasts, tests, seeded generator", {
    isPure: true,
    imports: ["domain"],
  }),
  layer("access", "the gate; so far the one spelling of names of securables", {
    isPure: true,
    imports: ["domain"],
  }),
  layer("sql", "SQL text with bound values, and what differs between engines", {
    isPure: true,
    imports: ["domain"],
  }),
  layer("ports", "interfaces to the outside", { isPure: true, imports: ["domain", "sql"] }),
  layer("sources", "one file per telemetry table, with its view to a canonical relation", {
    isPure: true,
    isFamily: true,
    imports: ["domain", "sql"],
  }),
  layer("signals", "one file per measured quantity, with its rollup", {
    isPure: true,
    isFamily: true,
    imports: ["domain", "sql"],
  }),
  layer("rules", "detections written as Sigma rules, and their compiler to SQL", {
    isPure: true,
    imports: ["domain", "sql"],
    packages: ["yaml"],
  }),
  layer("detectors", "one file per method: state in columns, score, learn", {
    isPure: true,
    isFamily: true,
    imports: ["domain", "stats"],
  }),
  layer("decision", "calibration, weights, alarm budget, grouping into incidents", {
    isPure: true,
    imports: ["domain", "stats", "access"],
  }),
  layer("attribution", "one file per reason for or against an explanation", {
    isPure: true,
    isFamily: true,
    imports: ["domain", "stats", "access"],
  }),
  layer("responses", "one file per answer: access changes to apply and to undo, as data", {
    isPure: true,
    isFamily: true,
    imports: ["domain", "access"],
  }),
  layer("databricks", "what adapters share to speak HTTP to Databricks", { imports: ["domain", "ports"] }),
  layer("engines", "adapters that run SQL", {
    isFamily: true,
    imports: ["domain", "sql", "ports", "databricks"],
    packages: ["@duckdb/node-api", "csv-parse"],
  }),
  layer("workspaces", "adapters that read and change grants", {
    imports: ["domain", "sql", "ports", "databricks"],
  }),
  layer("stores", "adapters that remember", {
    imports: ["domain", "sql", "ports"],
    packages: ["@duckdb/node-api"],
  }),
  layer("notifiers", "adapters that send messages", { imports: ["domain", "ports"] }),
  layer(
    "simulator",
    "a seeded account with labeled incidents; never sees detectors, decision, attribution or access",
    {
      imports: ["domain", "stats", "sql", "sources"],
      packages: ["@duckdb/node-api", "@hono/node-server", "apache-arrow", "hono"],
    },
  ),
  layer("contract", "types and schemas of the HTTP interface", { imports: ["domain"], packages: ["zod"] }),
  layer("config", "schema of the configuration; load, verify, explain", {
    imports: ["domain"],
    packages: ["yaml", "zod"],
  }),
  layer("services", "one verb per file: the only code that changes state, through ports alone", {
    isPure: true,
    // A long computation gives way between blocks, so that an interruption is noticed.
    globals: ["setImmediate"],
    imports: [
      "domain",
      "stats",
      "ledger",
      "access",
      "sql",
      "ports",
      "sources",
      "signals",
      "rules",
      "detectors",
      "decision",
      "attribution",
      "responses",
    ],
  }),
  layer("server", "HTTP over services", { imports: ["domain", "services", "config", "contract"] }),
  layer("cli", "command line over services", {
    imports: ["domain", "services", "config", "server"],
    packages: ["commander"],
  }),
  layer("wiring", "puts adapters behind ports and hands services to the command line, one file a command", {
    imports: [
      "domain",
      "sql",
      "ports",
      "sources",
      "signals",
      "detectors",
      "decision",
      "attribution",
      "databricks",
      "engines",
      "workspaces",
      "stores",
      "notifiers",
      "simulator",
      "config",
      "services",
      "server",
      "cli",
    ],
  }),
];

/** The one file that may import everything, because the program starts there. */
export const COMPOSITION_ROOT = "src/main.ts";
