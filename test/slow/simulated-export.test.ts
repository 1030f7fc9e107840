import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, it } from "vitest";
import { DAY_MS, epochMs } from "../../src/domain/units.ts";
import { writeExport } from "../../src/simulator/export/write-export.ts";
import { openSimulation } from "../../src/simulator/open-simulation.ts";
import { PRESETS } from "../../src/simulator/world/world.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";

const START = epochMs(Date.UTC(2026, 0, 5));
const DAY_COUNT = 2;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "simulated-export-"));
  folders.push(made);
  return made;
}

async function write(
  directory: string,
  more: { readonly seed?: number; readonly isDelivered?: boolean; readonly isReplaced?: boolean } = {},
) {
  const preset = PRESETS.find(({ id }) => id === "small");
  if (preset === undefined) throw new Error("no preset small");
  const simulation = await openSimulation({
    preset,
    seed: more.seed ?? 7,
    startAt: START,
    memoryLimitMb: 1_000,
    threadCount: 2,
    placeStories: () => [],
  });
  try {
    return await writeExport({
      simulation,
      directory,
      isReplaced: more.isReplaced ?? false,
      until: epochMs(START + DAY_COUNT * DAY_MS),
      deliveredWorkspaceId: more.isDelivered === true ? simulation.world.workspaceIds.analytics : null,
    });
  } finally {
    simulation.close();
  }
}

function digests(directory: string): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const entries = files.map((file) => {
    const path = join(file.parentPath, file.name);
    return [
      relative(directory, path),
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    ] as const;
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

it("an export has every table that is read, and the same seed gives the same bytes, another seed others", async () => {
  const [first, second, other] = [folder(), folder(), folder()];
  const written = await write(first);
  await write(second);
  await write(other, { seed: 8 });
  const names = SOURCES.map(({ table }) => table.split(".").slice(-2).join(".")).sort();
  expect(Object.keys(written.rowCounts).sort()).toEqual(names);
  expect(written.fileCount).toBe(Object.keys(digests(first)).length);
  expect(digests(second)).toEqual(digests(first));
  expect(digests(other)["access.audit/part-00000.parquet"]).not.toBe(
    digests(first)["access.audit/part-00000.parquet"],
  );
});

it("the audit log of a workspace goes out as delivered, with as many rows in all", async () => {
  const [exported, delivered] = [folder(), folder()];
  const whole = await write(exported);
  const parted = await write(delivered, { isDelivered: true });
  expect(parted.rowCounts["access.audit"]).toBe(whole.rowCounts["access.audit"]);
  const path = Object.keys(digests(delivered)).find((name) => name.startsWith("delivered/")) ?? "";
  expect(path).toMatch(/^delivered\/workspaceId=\d+\/date=2026-01-05\/auditlogs_20260105_0\.json$/);
  const [line] = readFileSync(join(delivered, path), "utf8").split("\n");
  expect(JSON.parse(line ?? "")).toMatchObject({
    auditLevel: "WORKSPACE_LEVEL",
    timestamp: expect.any(Number),
    requestParams: expect.any(Object),
    response: { statusCode: expect.any(Number) },
  });
});

it("a folder with something in it is left alone, one of ours is replaced on request", async () => {
  const [foreign, own] = [folder(), folder()];
  writeFileSync(join(foreign, "notes.txt"), "mine");
  await expect(write(foreign, { isReplaced: true })).rejects.toMatchObject({
    code: "SIMULATION_FOLDER_IN_USE",
  });
  await write(own);
  await expect(write(own)).rejects.toMatchObject({ code: "SIMULATION_FOLDER_IN_USE" });
  await write(own, { isReplaced: true });
  expect(readdirSync(foreign)).toEqual(["notes.txt"]);
});
