import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  coverageOf,
  defineEvents,
  EVENT,
  eventLines,
  eventRow,
  NEVER,
  RUN,
  withFolder,
} from "../../../test/duckdb/telemetry-folder.ts";
import { epochMs } from "../../domain/units.ts";

function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

const ON_TIME = { arrived_at: "2026-01-01T00:01:00Z" };
const LATE = { arrived_at: "2026-01-01T00:05:00Z" };

test("late rows are those that arrived later than the stated lateness after they happened", async () => {
  const rows = [eventRow(0, ON_TIME), eventRow(1, LATE), eventRow(2, LATE), eventRow(3)];
  await withFolder({ "access.event.ndjson": lines(rows) }, async (folder) => {
    expect((await coverageOf(folder)).lateCount).toBe(2);
    expect((await coverageOf(folder, RUN)).lateCount).toBeNull();
  });
});

test("re-emitted rows are counted by natural key where no relation collapses them, and nowhere else", async () => {
  const rows = [0, 1, 1, 2, 2, 2].map((index) => eventRow(index));
  const files = { "access.event/a.ndjson": lines(rows), "access.event/b.ndjson.gz": gzipSync(eventLines(1)) };
  await withFolder(files, async (folder) => {
    expect((await coverageOf(folder)).duplicateCount).toBeNull();
    expect(
      await defineEvents(folder.engine, { collapse: { key: ["event_id"], newestBy: null } }),
    ).toMatchObject({ rowCount: 3, duplicateCount: 4 });
    expect((await coverageOf(folder)).duplicateCount).toBeNull();
    expect(await defineEvents(folder.engine)).toMatchObject({ rowCount: 7, duplicateCount: null });
    expect((await coverageOf(folder)).duplicateCount).toBe(4);
    expect((await coverageOf(folder, RUN)).duplicateCount).toBeNull();
  });
});

test("files and bytes are counted, also those of files that were skipped", async () => {
  const good = eventLines(3);
  const files = { "access.event/a.ndjson": good, "access.event/b.parquet": "broken" };
  await withFolder(files, async (folder) => {
    expect(await coverageOf(folder)).toMatchObject({ fileCount: 2, byteCount: good.length + 6 });
  });
});

test("rows of the future are left out of the relation and counted", async () => {
  const rows = [eventRow(0), eventRow(1, { event_time: "2099-01-01T00:00:00Z" })];
  await withFolder({ "access.event.ndjson": lines(rows) }, async (folder) => {
    const summary = await defineEvents(folder.engine, { notAfter: epochMs(Date.UTC(2027, 0, 1)) });
    expect(summary).toMatchObject({ rowCount: 1, futureCount: 1, lastEventAt: Date.UTC(2026, 0, 1) });
  });
});

test("a canceled coverage is an error with a code", async () => {
  await withFolder({ "access.event.ndjson": eventLines(1) }, async (folder) => {
    await expect(folder.coverage(AbortSignal.abort())).rejects.toMatchObject({ code: "ENGINE_FAILED" });
    expect(await folder.coverage(NEVER)).toHaveLength([EVENT, RUN].length);
  });
});
