import type { ScanReport } from "../services/scan-report.ts";
import type { Output } from "./output.ts";
import { renderCoverage } from "./render-coverage.ts";
import { renderIncident } from "./render-incident.ts";
import { coverageJson, incidentJson } from "./scan-json.ts";

/** Incidents in order of time, then what was looked at and what was not. */
export async function printScanReport(output: Output, { incidents, coverage }: ScanReport): Promise<void> {
  for (const incident of incidents)
    await output.print({
      kind: "record",
      record: incidentJson(incident),
      lines: renderIncident(incident, output.width),
      isLaidOut: true,
    });
  await output.print({
    kind: "record",
    record: coverageJson(coverage),
    lines: renderCoverage(coverage, output.width),
    isLaidOut: true,
  });
}
