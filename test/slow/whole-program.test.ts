import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printedObjects, runProgram } from "./run-program.ts";
import { writeSimulatedFolder } from "./write-simulated-folder.ts";

/** Five-minute rows around 100 with one row of 900, well after the warm-up. */
function series(rowCount: number, spikeAt: number): string {
  const rows = Array.from({ length: rowCount }, (_, index) => {
    const at = new Date(Date.parse("2026-03-01T00:00:00Z") + index * 300_000).toISOString();
    return `${at},${index === spikeAt ? 900 : 100 + 3 * Math.sin(index) + 2 * Math.sin(index * 1.7)}`;
  });
  return `timestamp,value\n${rows.join("\n")}\n`;
}

describe("gatehouse", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-program-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("judges a series from standard input row by row, in its order, and fails when asked to", async () => {
    const input = series(900, 800);
    const { exitCode, stdout, stderr } = await runProgram(["detect", "-", "--json", "--fail-on-findings"], {
      input,
    });
    const rows = printedObjects(stdout);
    expect(rows.map(({ timestamp }) => timestamp)).toEqual(
      input
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[0]),
    );
    expect(rows[0]).toMatchObject({ warming: true, p: null, alarm: false });
    expect(rows[800]).toMatchObject({ value: 900, alarm: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  });

  it("draws the same series for people", async () => {
    const file = join(folder, "series.csv");
    await writeFile(file, series(900, 800));
    const { exitCode, stdout } = await runProgram(["detect", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/●/);
    expect(stdout).toMatch(/\d alarms? in 900 rows/);
  });

  it("ends quietly when the reader of its output leaves", async () => {
    const { exitCode, stderr } = await runProgram(["detect", "-", "--json"], {
      input: series(30_000, 1),
      leavesEarly: true,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  it.each([
    [["detect", "missing.csv"], "SERIES_UNREADABLE"],
    [["scan", "missing-folder"], "SOURCE_FOLDER_UNREADABLE"],
    [["ledger", "verify", "missing.store"], "LEDGER_UNREADABLE"],
  ])("refuses %j with exit code 3 and says what to do", async (args, code) => {
    const { exitCode, stdout, stderr } = await runProgram(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain(`gatehouse explain ${code}`);
  });

  it("scans what is there, says what is not assessed, and leaves a ledger that verifies until it is edited", async () => {
    const sample = join(folder, "sample");
    await writeSimulatedFolder(join(folder, "all"), { form: "mixed", dayCount: 1 });
    await cp(join(folder, "all", "query.history.json.gz"), join(sample, "query.history.json.gz"));
    const store = join(folder, "g.store");
    const scan = await runProgram(["scan", sample, "--json", "--store", store]);
    expect(scan.exitCode).toBe(0);
    const lines = printedObjects(scan.stdout);
    const coverage = lines.at(-1);
    expect(coverage).toMatchObject({ kind: "coverage", totals: { incidentCount: lines.length - 1 } });
    const sources = expect.arrayContaining([
      expect.objectContaining({ table: "system.query.history", fileCount: 1, notAssessed: null }),
      expect.objectContaining({
        table: "system.access.audit",
        rowCount: 0,
        notAssessed: { kind: "missing", text: expect.any(String) },
      }),
    ]);
    expect(coverage).toMatchObject({ sources });
    expect(scan.stderr).toContain("reading query_run\n");

    const exported = await runProgram(["ledger", "export", store]);
    const file = join(folder, "ledger.ndjson");
    await writeFile(file, exported.stdout);
    const [verified] = printedObjects((await runProgram(["ledger", "verify", file, "--json"])).stdout);
    expect(verified).toMatchObject({ ok: true, break: null });

    await writeFile(file, (await readFile(file, "utf8")).replace('"scan.complete"', '"scan.Complete"'));
    const broken = await runProgram(["ledger", "verify", file, "--json"]);
    expect(broken.exitCode).toBe(3);
    expect(printedObjects(broken.stdout)[0]).toMatchObject({ ok: false, break: { kind: "hash_mismatch" } });
    expect(broken.stderr).toContain("does not verify");
  });
});
