import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { generateSample } from "../../tools/sample-telemetry/generate-sample.ts";
import { writeSample } from "../../tools/sample-telemetry/write-sample.ts";
import { scanSample } from "./scan-sample.ts";

let root = "";
let whole = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gatehouse-missing-"));
  whole = join(root, "whole");
  await writeSample(whole, generateSample({ seed: 7, dayCount: 2, principalCount: 8 }));
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** The sample without the files of one raw table. */
async function without(table: string): Promise<string> {
  const folder = join(root, `without-${table}`);
  await cp(whole, folder, { recursive: true });
  const short = table.split(".").slice(-2).join(".");
  for (const name of await readdir(folder)) {
    const isAudit = table === "system.access.audit" && name === "delivered";
    if (isAudit || name === short || name.startsWith(`${short}.`)) {
      await rm(join(folder, name), { recursive: true });
    }
  }
  return folder;
}

describe("a folder without one source", () => {
  it.each(SOURCES.map((source) => [source.id, source] as const))(
    "is scanned all the same, and what was not assessed is said: %s",
    async (_id, source) => {
      const { coverage } = await scanSample(await without(source.table));
      const lost = coverage.sources.find((each) => each.source === source.id);
      expect(lost?.notAssessed?.kind).toBe("missing");
      expect(lost?.rowCount).toBe(0);
      const relations = new Set(source.produces.map(({ relation }) => relation));
      const silent = new Set(coverage.notAssessed.map(({ signal }) => signal));
      for (const signal of SIGNALS) {
        const needsIt = signal.reads.some((relation) => relations.has(relation) && relation !== "privilege");
        if (needsIt) expect(silent, signal.id).toContain(signal.id);
      }
      expect(coverage.totals.signalCount).toBeGreaterThan(0);
    },
  );
});

describe("a scan", () => {
  it("says of what there is too little history to judge", async () => {
    const { coverage } = await scanSample(whole);
    const silent = coverage.notAssessed.filter(({ reason }) => reason.startsWith("too little history"));
    const ids = silent.map(({ signal }) => signal);
    expect(ids).toContain("usage.cost_per_warehouse");
    expect(ids).not.toContain("audit_event.api_calls_per_principal");
  });

  it("gives the same report twice", async () => {
    const [first, second] = [await scanSample(whole, 20), await scanSample(whole, 20)];
    expect(second).toEqual(first);
  });
});
