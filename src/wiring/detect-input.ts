import { createReadStream } from "node:fs";
import type { DetectRequest } from "../cli/wiring.ts";
import { findingsPerDay } from "../domain/units.ts";
import type { SeriesVerdict } from "../services/series-verdict.ts";

/** One series from a file or standard input. */
export async function* detectInput({
  input,
  settings,
  signal,
}: DetectRequest): AsyncGenerator<SeriesVerdict> {
  const [{ readCsvSeries }, { detectSeries }, { DETECTORS }] = await Promise.all([
    import("../engines/csv/read-csv-series.ts"),
    import("../services/detect-series.ts"),
    import("../detectors/registry.gen.ts"),
  ]);
  const isPiped = input === "-";
  const stream = isPiped ? process.stdin : createReadStream(input);
  const rows = readCsvSeries(stream, isPiped ? "standard input" : input);
  yield* detectSeries(rows, {
    detectors: DETECTORS.filter((definition) => definition.measures.includes("magnitude")).map(
      (definition) => ({
        definition,
        params: settings.detectors[definition.id] ?? definition.defaults,
      }),
    ),
    findingsPerDay: findingsPerDay(settings.detect.findings_per_day),
    alpha: settings.budget.alpha,
    signal,
  });
}
