import { REASONS } from "../../src/attribution/registry.gen.ts";
import { uniformWeights } from "../../src/decision/weights.ts";
import { DETECTORS } from "../../src/detectors/registry.gen.ts";
import { epochMs } from "../../src/domain/units.ts";
import { openFolderEngine } from "../../src/engines/duckdb/open-folder-engine.ts";
import type { ScanReport } from "../../src/services/scan-report.ts";
import { scanTelemetry } from "../../src/services/scan-telemetry.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";

/** Later than the telemetry of these tests; a clock of its own keeps reports equal. */
const NOW = epochMs(Date.UTC(2026, 2, 19));

/** One scan of a folder in this process, as the command line does it, with no store; of all signals unless told. */
export async function scanDirectory(
  directory: string,
  {
    findingsPerDay = 1,
    signals = SIGNALS,
  }: { readonly findingsPerDay?: number; readonly signals?: readonly SignalDefinition[] } = {},
): Promise<ScanReport> {
  const { signal } = new AbortController();
  const folder = await openFolderEngine({ directory, tables: SOURCES, isStrict: false, signal });
  try {
    return await scanTelemetry(
      {
        engine: folder.engine,
        tables: () => folder.coverage(signal),
        notes: folder.notes,
        store: null,
        actor: { kind: "operator", name: "tester" },
        environment: { now: () => NOW },
        sources: SOURCES,
        signals,
        detectors: DETECTORS,
        reasons: REASONS,
      },
      {
        since: null,
        until: null,
        findingsPerDay,
        alpha: 0.1,
        weights: uniformWeights,
        signalSettings: {},
        detectorParams: {},
        signal,
        onProgress: () => {},
      },
    );
  } finally {
    await folder.engine.close();
  }
}
