import type { Json } from "../domain/brand.ts";
import type { Actor } from "../domain/principal.ts";
import type { Environment } from "../ports/environment.ts";
import type { Store } from "../ports/store.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import type { ScanReport } from "./scan-report.ts";

/**
 * Writes the incidents of a scan and what it covered, each incident with its ledger entry, all or nothing.
 * A scan of the same files again replaces them: ids come from what was found, not from when.
 */
export async function recordScan(
  store: Store,
  report: ScanReport,
  by: { readonly actor: Actor; readonly environment: Environment },
): Promise<void> {
  await store.transaction(async (transaction) => {
    const at = by.environment.now();
    for (const incident of report.incidents) {
      await transaction.saveDocument("incident", incident.id, plainJson(incident));
      await appendLedgerEntry(transaction, {
        at,
        actor: by.actor,
        action: "incident.open",
        subject: incident.id,
        details: {
          openedAt: new Date(incident.openedAt).toISOString(),
          findings: incident.findings.map((finding) => finding.id),
          attribution:
            incident.attribution.kind === "attributed" ? incident.attribution.favored : "undetermined",
        },
      });
    }
    await transaction.saveDocument("coverage", new Date(at).toISOString(), plainJson(report.coverage));
    await appendLedgerEntry(transaction, {
      at,
      actor: by.actor,
      action: "scan.complete",
      subject: "scan",
      details: plainJson(report.coverage.totals),
    });
  });
}

/** Reports hold nothing but JSON values; types cannot say so of interfaces. */
function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
