import type { LedgerReport } from "../services/verify-ledger.ts";
import type { RowData } from "./render-table.ts";

/** A verified ledger as `ledger verify --json` prints it; docs/json.md describes every key. */
export function ledgerReportJson(report: LedgerReport): RowData {
  return {
    ok: report.ok,
    entryCount: report.entryCount,
    checkpointCount: report.checkpointCount,
    lastHash: report.lastHash,
    verifierKey: report.verifierKey,
    break: report.ok ? null : { ...report.break },
  };
}
