import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScanReport } from "../../src/services/scan-report.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { scanDirectory } from "./scan-directory.ts";
import { writeSimulatedFolder } from "./write-simulated-folder.ts";

const DAY_COUNT = 2;
/** Enough findings that two reports have something to differ in. */
const MANY = { findingsPerDay: 20 };
/** Signals measured beside those that a missing source silences. */
const WITNESS_COUNT = 5;

let root = "";
let whole = "";
let report: ScanReport;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gatehouse-missing-"));
  whole = join(root, "whole");
  await writeSimulatedFolder(whole, { form: "mixed", dayCount: DAY_COUNT });
  report = await scanDirectory(whole, MANY);
}, 60_000);

afterAll(() => rm(root, { recursive: true, force: true }));

/** The folder without the files of one raw table. */
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

/** Sums of doubles differ in their last bits with the order in which threads add; nine digits do not. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_key, part) => (typeof part === "number" ? Number(part.toPrecision(9)) : part)),
  );
}

/** Rows and duplicates by source. */
function rowCounts({ coverage }: ScanReport) {
  return coverage.sources.map(({ source, rowCount, duplicateCount, skipped }) => ({
    source,
    rowCount,
    duplicateCount,
    skipped,
  }));
}

describe("a folder without one source", () => {
  it.each(SOURCES.map((source) => [source.id, source] as const))(
    "is scanned all the same, and what was not assessed is said: %s",
    async (_id, source) => {
      const relations = new Set(source.produces.map(({ relation }) => relation));
      relations.delete("privilege");
      const needsIt = (signal: SignalDefinition) => signal.reads.some((relation) => relations.has(relation));
      const needing = SIGNALS.filter(needsIt);
      const witnesses = SIGNALS.filter((signal) => !needsIt(signal)).slice(0, WITNESS_COUNT);
      const folder = await without(source.table);
      const { coverage } = await scanDirectory(folder, { signals: [...needing, ...witnesses] });
      const lost = coverage.sources.find((each) => each.source === source.id);
      expect(lost?.notAssessed?.kind).toBe("missing");
      expect(lost?.rowCount).toBe(0);
      const silent = new Set(coverage.notAssessed.map(({ signal }) => signal));
      expect(needing.map(({ id }) => id).filter((id) => !silent.has(id))).toEqual([]);
      expect(coverage.totals.signalCount).toBe(witnesses.length);
    },
  );
});

describe("a scan", () => {
  it("says of what there is too little history to judge", () => {
    const silent = report.coverage.notAssessed.filter(({ reason }) =>
      reason.startsWith("too little history"),
    );
    const ids = silent.map(({ signal }) => signal);
    expect(ids).toContain("usage.cost_per_warehouse");
    expect(ids).not.toContain("audit_event.api_calls_per_principal");
  });

  it("gives the same report twice", async () => {
    expect(rounded(await scanDirectory(whole, MANY))).toEqual(rounded(report));
    expect(report.coverage.totals.findingCount).toBeGreaterThan(0);
  });

  it("reads the same rows from CSV, gzip NDJSON and delivered logs as from Parquet", async () => {
    const exported = join(root, "exported");
    await writeSimulatedFolder(exported, { form: "parquet", dayCount: DAY_COUNT });
    const fromParquet = await scanDirectory(exported, MANY);
    expect(rowCounts(report)).toEqual(rowCounts(fromParquet));
    expect(rowCounts(report).every(({ rowCount }) => rowCount > 0)).toBe(true);
    expect(rounded(report.incidents)).toEqual(rounded(fromParquet.incidents));
  });
});
