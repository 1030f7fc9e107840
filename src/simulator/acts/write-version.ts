import { HOUR_MS } from "../../domain/units.ts";
import { securableKey } from "../account/account.ts";
import type { ActOf, SecurableRef } from "./act.ts";
import { memoryOf } from "./act-memory.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { refuseStatement } from "./statement-access.ts";
import { logCredential, logDeniedAccess } from "./table-credentials.ts";

/** A statement that wrote the table so long before the commit has told of it already. */
const TOLD_BY_STATEMENT_MS = 2 * HOUR_MS;

/**
 * A committed version of a table with real rows: the rows are handed on, and the size of the table follows.
 *
 * Who writes by SQL leaves its telemetry by a statement act that names the table in `writes`, performed before; then
 * this act leaves nothing. Without such a statement of the actor in the last two hours, it is a write by a classic
 * cluster, which has no query history: a credential READ_WRITE and a lineage row without a source.
 */
export const writeVersionAct = defineAct({
  kind: "write_version",
  check: (context, act) => refuseStatement(context, writeOf(act))?.refusal ?? null,
  apply(context, act) {
    const table = context.account.securables.get(securableKey("table", act.table));
    if (table?.detail.kind === "table" && act.rowCount !== null)
      table.detail.rowCount = sizeAfter(table.detail.rowCount, act.rowCount, act.mode);
    context.writeRows(act);
    return DONE;
  },
  record(context, act, outcome) {
    const toldAt = memoryOf(context).writtenAt.get(`${act.actor}|${act.table}`);
    if (toldAt !== undefined && act.at - toldAt <= TOLD_BY_STATEMENT_MS) return;
    if (outcome.kind === "done") logClusterWrite(context, act);
    else {
      const found = refuseStatement(context, writeOf(act));
      if (found !== null) logDeniedAccess(context, act, found);
    }
  },
});

function writeOf(act: ActOf<"write_version">) {
  return { ...act, reads: [], writes: tableOf(act) };
}

function tableOf(act: ActOf<"write_version">): SecurableRef {
  return { type: "table", name: act.table };
}

function sizeAfter(rowCount: number, changed: number, mode: ActOf<"write_version">["mode"]): number {
  if (mode === "overwrite") return changed;
  return mode === "append" ? rowCount + changed : Math.max(0, rowCount - changed);
}

function logClusterWrite(context: ActContext, act: ActOf<"write_version">): void {
  const jobId = act.jobRunId === null ? undefined : context.account.jobRuns.get(act.jobRunId)?.jobId;
  logCredential(context, act, {
    object: tableOf(act),
    operation: "READ_WRITE",
    computeId: `cluster of ${jobId ?? act.actor}`,
    at: act.at,
    runAs: null,
  });
  context.log.tableLineage({
    at: act.at,
    workspaceId: act.workspaceId ?? "",
    actor: act.actor,
    statementId: null,
    isDirect: true,
    source: null,
    sourceType: "TABLE",
    target: act.table,
    job: jobId === undefined || act.jobRunId === null ? null : { jobId, runId: act.jobRunId },
    dashboardId: null,
  });
}
