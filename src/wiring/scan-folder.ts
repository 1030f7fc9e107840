import type { ScanRequest } from "../cli/wiring.ts";
import type { ScanReport } from "../services/scan-report.ts";
import { scanEngine } from "./scan-engine.ts";

/** What the engine does with a folder before it is read, for somebody who waits. */
const FOLDER_PHASES = {
  inspect: "looking at files",
  convert: "converting files",
  mend: "mending damaged files",
} as const;

/** One pass over a folder of telemetry, in a database of this process. */
export async function scanFolder(request: ScanRequest): Promise<ScanReport> {
  const [{ openFolderEngine }, { SOURCES }] = await Promise.all([
    import("../engines/duckdb/open-folder-engine.ts"),
    import("../sources/registry.gen.ts"),
  ]);
  const { settings, signal } = request;
  const folder = await openFolderEngine({
    directory: request.folder,
    tables: SOURCES,
    memoryLimitBytes: settings.scan.memory_limit_mb * 1_048_576,
    ...(settings.scan.threads === null ? {} : { threadCount: settings.scan.threads }),
    isStrict: request.isStrict,
    signal,
    onProgress: ({ phase, filesDone, fileCount }) =>
      request.onProgress({ phase: FOLDER_PHASES[phase], doneCount: filesDone, totalCount: fileCount }),
  });
  return scanEngine(request, folder);
}
