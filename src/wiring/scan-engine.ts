import type { ScanRequest } from "../cli/wiring.ts";
import type { Settings } from "../config/config-schema.ts";
import type { Engine } from "../ports/engine.ts";
import type { FolderNotes, RawTableCoverage } from "../ports/telemetry.ts";
import type { ScanReport } from "../services/scan-report.ts";
import { openStore } from "./open-store.ts";
import { environment, operator } from "./surroundings.ts";

/** What is scanned: an engine, and what it can tell about what it reads. Closed when the scan is over. */
interface Scanned {
  readonly engine: Engine;
  readonly notes: FolderNotes | null;
  coverage(signal: AbortSignal): Promise<readonly RawTableCoverage[]>;
}

/** One pass over whatever the engine reads. */
export async function scanEngine(
  { settings, signal, onProgress }: Pick<ScanRequest, "settings" | "signal" | "onProgress">,
  scanned: Scanned,
): Promise<ScanReport> {
  const [{ scanTelemetry }, { uniformWeights }, { SOURCES }, { SIGNALS }, { DETECTORS }, { REASONS }] =
    await Promise.all([
      import("../services/scan-telemetry.ts"),
      import("../decision/weights.ts"),
      import("../sources/registry.gen.ts"),
      import("../signals/registry.gen.ts"),
      import("../detectors/registry.gen.ts"),
      import("../attribution/registry.gen.ts"),
    ]);
  try {
    const store = settings.store.path === null ? null : await openStore(settings.store.path);
    try {
      return await scanTelemetry(
        {
          engine: scanned.engine,
          tables: () => scanned.coverage(signal),
          notes: scanned.notes,
          store,
          actor: operator(),
          environment,
          sources: SOURCES,
          signals: SIGNALS,
          detectors: DETECTORS,
          reasons: REASONS,
        },
        {
          since: settings.scan.since,
          until: settings.scan.until,
          findingsPerDay: settings.budget.findings_per_day,
          alpha: settings.budget.alpha,
          weights: uniformWeights,
          signalSettings: signalSettings(settings),
          detectorParams: settings.detectors,
          signal,
          onProgress,
        },
      );
    } finally {
      await store?.close();
    }
  } finally {
    await scanned.engine.close();
  }
}

function signalSettings(settings: Settings) {
  return Object.fromEntries(
    Object.entries(settings.signals).map(([id, signal]) => [
      id,
      { isEnabled: signal.enabled, materialityFloor: signal.materiality_floor },
    ]),
  );
}
