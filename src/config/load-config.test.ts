// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the configuration are spelled like placeholders
import { describe, expect, it } from "vitest";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { ConfigOverride } from "./apply-overrides.ts";
import { configViolations } from "./config-violation.ts";
import { type Config, loadConfig } from "./load-config.ts";

const KNOWN = {
  signals: [
    { id: "audit.events_per_principal", title: "events per principal", unit: "1", materialityFloor: 3 },
    { id: "usage.cost_per_warehouse", title: "cost per warehouse", unit: "USD", materialityFloor: 10 },
  ],
  detectors: [
    { id: "gamma-poisson", title: "counts", defaults: { neededCount: 24, mode: "mid", levels: [1] } },
  ],
};
const ENV = { DAILY: "5", STORE: "/var/lib/gatehouse", WORD: "true" };

function load(text: string, overrides: readonly ConfigOverride[] = []): Config {
  return loadConfig({ ...KNOWN, path: "g.yaml", text, env: ENV, overrides });
}

function problems(text: string, overrides: readonly ConfigOverride[] = []): readonly string[] {
  return refusal(text, overrides).map(({ code, where, message }) => `${code} ${where}: ${message}`);
}

function refusal(text: string, overrides: readonly ConfigOverride[] = []) {
  try {
    load(text, overrides);
  } catch (error) {
    if (error instanceof GatehouseError) return configViolations(error);
    throw error;
  }
  throw new Error("accepted");
}

describe("loadConfig", () => {
  it("fills every field of an empty file with its default", () => {
    expect(load("").settings).toEqual({
      budget: { findings_per_day: 1, alpha: 0.1 },
      detect: { findings_per_day: 0.1 },
      scan: { since: null, until: null, memory_limit_mb: 2048, threads: null },
      store: { path: null },
      signals: {
        "audit.events_per_principal": { enabled: true, materiality_floor: 3 },
        "usage.cost_per_warehouse": { enabled: true, materiality_floor: 10 },
      },
      detectors: { "gamma-poisson": { neededCount: 24, mode: "mid", levels: [1] } },
    });
  });

  it("takes a group whose fields are all commented out as left out", () => {
    expect(load("budget:\n  # alpha: 0.2\nsignals:\n  audit.events_per_principal:\n").settings).toEqual(
      load("").settings,
    );
  });

  it("keeps the other defaults of a signal of which one field is set", () => {
    const { settings } = load("signals:\n  usage.cost_per_warehouse: {enabled: false}\n");
    expect(settings.signals["usage.cost_per_warehouse"]).toEqual({ enabled: false, materiality_floor: 10 });
  });

  it("replaces references after parsing, so that a value cannot add structure", () => {
    const env = { EVIL: "x\nbudget: {alpha: 0.5}" };
    const config = loadConfig({ ...KNOWN, path: "g.yaml", text: "store: {path: '${EVIL}'}", env });
    expect(config.settings.store.path).toBe(env.EVIL);
    expect(config.settings.budget.alpha).toBe(0.1);
  });

  it("reads a lone unquoted reference as the number or switch that it holds, a quoted one as text", () => {
    expect(load("budget:\n  findings_per_day: ${DAILY}\n").settings.budget.findings_per_day).toBe(5);
    expect(
      load("signals:\n  usage.cost_per_warehouse:\n    enabled: ${WORD}\n").settings.signals[
        "usage.cost_per_warehouse"
      ]?.enabled,
    ).toBe(true);
    expect(load('store:\n  path: "${DAILY}"\n').settings.store.path).toBe("5");
    expect(load("store:\n  path: ${STORE}/main\n").settings.store.path).toBe("/var/lib/gatehouse/main");
    expect(load("store:\n  path: $${STORE}\n").settings.store.path).toBe("${STORE}");
  });

  it("reports all problems of a file at once, in its order, each with file, line and column", () => {
    const text = [
      "budget:",
      "  findings_per_dai: 2",
      "  alpha: x",
      "store:",
      "  path: ${NOPE}",
      "signals:",
      "  audit.event_per_principal: {enabled: false}",
      "scan:",
      "  threads: ${NOPE_TOO}",
      "  since: tomorrow",
      "  memory_limit_mb: 3",
      "detectors:",
      "  gama-poisson: {}",
      "  gamma-poisson: {neededCont: 3, mode: 4}",
      "extra: 1",
    ].join("\n");
    expect(problems(text)).toEqual([
      "CONFIG_INVALID g.yaml:2:3: no field is called `budget.findings_per_dai`; did you mean `findings_per_day`?",
      "CONFIG_INVALID g.yaml:3:10: `budget.alpha`: expected a number",
      "CONFIG_ENV_UNSET g.yaml:5:9: environment variable `NOPE` is not set",
      "CONFIG_INVALID g.yaml:7:3: no signal is called `audit.event_per_principal`; did you mean `audit.events_per_principal`?",
      "CONFIG_ENV_UNSET g.yaml:9:12: environment variable `NOPE_TOO` is not set",
      "CONFIG_INVALID g.yaml:10:10: `scan.since`: expected a moment such as `2026-03-14` or `2026-03-14T02:14:00Z`",
      "CONFIG_INVALID g.yaml:11:20: `scan.memory_limit_mb`: expected at least 256",
      "CONFIG_INVALID g.yaml:13:3: no detector is called `gama-poisson`; did you mean `gamma-poisson`?",
      "CONFIG_INVALID g.yaml:14:19: no field is called `detectors.gamma-poisson.neededCont`; did you mean `neededCount`?",
      "CONFIG_INVALID g.yaml:14:40: `detectors.gamma-poisson.mode`: expected text",
      "CONFIG_INVALID g.yaml:15:1: no field is called `extra`",
    ]);
  });

  it("says how many problems follow the first in its one-line message", () => {
    const read = () => load("a: 1\nb: 2\n");
    expect(read).toThrow("g.yaml:1:1: no field is called `a` (and 1 more)");
    expect(read).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });

  it.each([
    ["budget: [1", "CONFIG_INVALID g.yaml:1:11: not valid YAML:"],
    ["a: 1\na: 2", "CONFIG_INVALID g.yaml:2:1: not valid YAML: map keys must be unique"],
    ["store: &s {}\nbudget: *s", "CONFIG_INVALID g.yaml:2:9: aliases are not supported here"],
    ["- 1", "CONFIG_INVALID g.yaml:1:1: the file: expected a group of fields"],
    ["budget: 1", "CONFIG_INVALID g.yaml:1:9: `budget`: expected a group of fields"],
    [
      "store: {path: '${a b}'}",
      "CONFIG_INVALID g.yaml:1:15: a reference to the environment is written `${NAME}`",
    ],
    ["store: {path: ''}", "CONFIG_INVALID g.yaml:1:15: `store.path`: expected text that is not empty"],
    ["detectors: {gamma-poisson: {levels: .nan}}", "expected text, numbers, lists or groups of these"],
    ["scan: {threads: 1.5}", "CONFIG_INVALID g.yaml:1:17: `scan.threads`: expected a whole number"],
    ["budget: {alpha: .inf}", "CONFIG_INVALID g.yaml:1:17: `budget.alpha`"],
    ["__proto__: {alpha: 1}", "CONFIG_INVALID g.yaml:1:1: no field is called `__proto__`"],
  ])("refuses `%s`", (text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  it("never repeats a value, which may be a secret", () => {
    const found = refusal("budget: {alpha: s3cret}\nscan: {since: s3cret, threads: s3cret}\n");
    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  it("refuses settings that cannot hold together", () => {
    const text = "scan: {threads: 64, since: 2026-02-01, until: 2026-01-01}\n";
    const silent =
      "signals:\n  audit.events_per_principal: {enabled: false}\n  usage.cost_per_warehouse: {enabled: false}\n";
    expect(problems(text + silent)).toEqual([
      "CONFIG_CONFLICT g.yaml:1:17: `scan.threads` of 64 needs `scan.memory_limit_mb` of at least 8000",
      "CONFIG_CONFLICT g.yaml:1:47: `scan.until` must be later than `scan.since`",
      "CONFIG_CONFLICT g.yaml:3:3: every signal is disabled, so nothing would be watched",
    ]);
  });

  it("reports a conflict at the setting that was given, not at the default that it meets", () => {
    const threads: ConfigOverride = { path: ["scan", "threads"], value: 64, option: "--threads" };
    expect(problems("", [threads])).toEqual([
      "CONFIG_CONFLICT `--threads`: `scan.threads` of 64 needs `scan.memory_limit_mb` of at least 8000",
    ]);
    expect(problems("scan: {threads: 64}")[0]).toContain("g.yaml:1:17: ");
  });

  it("refuses a second document instead of leaving it out", () => {
    expect(problems("budget: {alpha: 0.2}\n---\nstore: {path: a}\n")).toEqual([
      "CONFIG_INVALID g.yaml:2:1: not valid YAML: the file holds several documents; only one is read",
    ]);
  });

  it("lets the command line win over the file and names the option when its value is wrong", () => {
    const budget = (value: number): ConfigOverride => ({
      path: ["budget", "findings_per_day"],
      value,
      option: "--budget",
    });
    const config = load("budget: {findings_per_day: 3}", [budget(0.5)]);
    expect(config.settings.budget.findings_per_day).toBe(0.5);
    expect(config.origins["budget.findings_per_day"]).toEqual({ kind: "option", option: "--budget" });
    expect(problems("budget: {findings_per_day: 3}", [budget(-1)])).toEqual([
      "CLI_USAGE `--budget`: expected at least 0",
    ]);
  });
});
