import type { Runner } from "../measurement.ts";
import { built } from "./built.ts";

/** The first half of a scan: files to the relations `audit_event` and `grant_change`. */
export const gatehouseIngest: Runner = async ({ folder, memoryLimitMb, threadCount }) => {
  const { openFolderEngine } = await built<typeof import("../../src/engines/duckdb/open-folder-engine.ts")>(
    "engines/duckdb/open-folder-engine.ts",
  );
  const { defineRelations } = await built<typeof import("../../src/services/define-relations.ts")>(
    "services/define-relations.ts",
  );
  const { auditSource } = await built<typeof import("../../src/sources/audit.ts")>("sources/audit.ts");
  const { epochMs, DAY_MS } = await built<typeof import("../../src/domain/units.ts")>("domain/units.ts");
  const { signal } = new AbortController();
  const opened = await openFolderEngine({
    directory: folder,
    tables: [auditSource],
    memoryLimitBytes: memoryLimitMb * 1_048_576,
    threadCount,
    isStrict: false,
    signal,
  });
  try {
    const summaries = await defineRelations(opened.engine, {
      sources: [auditSource],
      notAfter: epochMs(Date.now() + DAY_MS),
      signal,
    });
    return {
      events: summaries.get("audit_event")?.rowCount ?? Number.NaN,
      changes: summaries.get("grant_change")?.rowCount ?? Number.NaN,
    };
  } finally {
    await opened.engine.close();
  }
};
