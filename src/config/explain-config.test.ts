// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the configuration are spelled like placeholders
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldRegistry, type Settings } from "./config-schema.ts";
import { explainConfig } from "./explain-config.ts";
import { type Config, loadConfig } from "./load-config.ts";

const KNOWN = {
  signals: [{ id: "usage.cost", title: "cost", unit: "USD", materialityFloor: 10 }],
  detectors: [{ id: "gamma-poisson", title: "counts", defaults: { neededCount: 24 } }],
};

function rowsOf(text: string) {
  const overrides = [{ path: ["budget", "alpha"] as const, value: 0.2, option: "--alpha" }];
  const config = loadConfig({ ...KNOWN, path: "g.yaml", text, env: { P: "/x" }, overrides });
  return new Map(explainConfig(config).map((row) => [row.key, row]));
}

describe("explainConfig", () => {
  const rows = rowsOf("scan: {since: 2026-01-01}\nstore:\n  path: ${P}\n");

  it("has one row for each field, with unit, meaning and reason of the default", () => {
    expect([...rows.keys()]).toEqual([
      "budget.findings_per_day",
      "budget.alpha",
      "detect.findings_per_day",
      "scan.since",
      "scan.until",
      "scan.memory_limit_mb",
      "scan.threads",
      "store.path",
      "signals.usage.cost.enabled",
      "signals.usage.cost.materiality_floor",
      "detectors.gamma-poisson.neededCount",
    ]);
    for (const row of rows.values()) {
      expect(row.meaning).not.toBe("");
      expect(row.reason).not.toBe("");
    }
    expect(rows.get("signals.usage.cost.materiality_floor")).toMatchObject({ value: "10", unit: "USD" });
  });

  it("tells where each value came from", () => {
    expect(rows.get("budget.findings_per_day")).toMatchObject({ value: "1", default: "1", from: "default" });
    expect(rows.get("budget.alpha")).toMatchObject({ value: "0.2", default: "0.1", from: "--alpha" });
    expect(rows.get("scan.since")).toMatchObject({
      value: "2026-01-01T00:00:00.000Z",
      default: "unset",
      from: "g.yaml:1:15",
    });
    expect(rows.get("store.path")).toMatchObject({ value: "/x", from: "$P (g.yaml:3:9)" });
  });

  it("prints a secret only as set or unset", () => {
    const meta = { title: "t", description: "d", unit: null, defaultReason: "r", isSecret: true };
    const field = () => z.string().nullable().default(null).register(fieldRegistry, meta);
    const schema = z.strictObject({ token: field(), other: field() });
    const settings = schema.parse({ token: "hunter2" });
    const config = { settings, schema, origins: {} } as unknown as Config & { settings: Settings };
    const [token, other] = explainConfig(config);
    expect(token).toMatchObject({ value: "set", default: "unset" });
    expect(other).toMatchObject({ value: "unset" });
    expect(JSON.stringify([token, other])).not.toContain("hunter2");
  });
});
