import { principalName } from "../account/account.ts";
import type { ActOf, Outcome } from "./act.ts";
import { keptParams, memoryOf, type ObjectRefusal, type ReachedObject } from "./act-memory.ts";
import type { ActContext } from "./define-act.ts";
import { DONE } from "./done.ts";
import { knownTable } from "./known-table.ts";
import { logAudit } from "./log-audit.ts";
import { logLineage } from "./log-lineage.ts";
import { logMetadataCalls } from "./log-metadata-calls.ts";
import { measureRefused, measureStatement, type StatementSize } from "./measure-statement.ts";
import { taskRunIdOf } from "./open-runs.ts";
import { refuseStatement } from "./statement-access.ts";
import { logCredential, logDeniedAccess } from "./table-credentials.ts";

const CREDENTIAL_DELAY_MS = 60;
const BAD_REQUEST = 400;

/** All that one statement leaves: query history, credentials, metadata calls, lineage, and the verbose events. */
export function recordStatement(context: ActContext, act: ActOf<"statement">, outcome: Outcome): void {
  const took = outcome.kind === "refused" ? measureRefused(context) : measureStatement(context, act);
  const endAt = act.at + took.queueMs + took.compilationMs + took.executionMs;
  logQuery(context, act, { took, endAt, outcome });
  if (isVerbose(context, act.workspaceId)) logCommands(context, act, { endAt, outcome });
  if (outcome.kind === "refused") {
    logRefusedObject(context, act, outcome);
    return;
  }
  logCredentials(context, act);
  logMetadataCalls(context, act);
  logLineage(context, act, endAt);
  if (act.writes === null) return;
  memoryOf(context).writtenAt.set(`${act.actor}|${act.writes.name}`, act.at);
}

function logQuery(
  context: ActContext,
  act: ActOf<"statement">,
  ended: { readonly took: StatementSize; readonly endAt: number; readonly outcome: Outcome },
): void {
  const { took, endAt, outcome } = ended;
  const refusal = outcome.kind === "refused" ? outcome.refusal : null;
  const isCanceled = refusal?.code === "CANCELLED";
  context.log.query({
    at: act.at,
    endAt,
    workspaceId: act.workspaceId ?? "",
    statementId: act.statementId,
    executedBy: act.actor,
    executedAs: act.actor,
    status: refusal === null ? "FINISHED" : isCanceled ? "CANCELED" : "FAILED",
    text: act.text,
    statementType: act.statementType,
    error: refusal === null || isCanceled ? null : refusal.message,
    warehouseId: act.warehouseId,
    application: act.application,
    job:
      act.jobRun === null
        ? null
        : {
            jobId: act.jobRun.jobId,
            runId: act.jobRun.runId,
            taskRunId: taskRunIdOf(context, act.jobRun),
          },
    dashboardId: act.dashboardId,
    queueMs: took.queueMs,
    compilationMs: took.compilationMs,
    executionMs: took.executionMs,
    rowsRead: took.rowsRead,
    bytesRead: took.bytesRead,
    rowsProduced: took.rowsProduced,
    rowsWritten: took.rowsWritten,
    bytesWritten: took.bytesWritten,
    spilledBytes: took.spilledBytes,
    isFromCache: took.isFromCache,
  });
}

function isVerbose(context: ActContext, workspaceId: string | null): boolean {
  if (workspaceId === null) return false;
  const { verboseWorkspaces } = memoryOf(context);
  const known = verboseWorkspaces.get(workspaceId);
  if (known !== undefined) return known;
  const isOn = context.account.settings.get(`${workspaceId}/enableVerboseAuditLogs`) === "true";
  verboseWorkspaces.set(workspaceId, isOn);
  return isOn;
}

/** The text and the end of a statement; the command goes by the statement's id. */
function logCommands(
  context: ActContext,
  act: ActOf<"statement">,
  ended: { readonly endAt: number; readonly outcome: Outcome },
): void {
  const params = keptParams(memoryOf(context), `command|${act.warehouseId}`, () => ({
    warehouseId: act.warehouseId,
  }));
  const commandId = act.statementId;
  logAudit(context, act, {
    service: "databrickssql",
    action: "commandSubmit",
    isAccountLevel: false,
    params,
    ownParams: { commandId, commandText: act.text },
    outcome: DONE,
  });
  logAudit(context, act, {
    service: "databrickssql",
    action: "commandFinish",
    isAccountLevel: false,
    params,
    ownParams: { commandId },
    at: ended.endAt,
    outcome: commandOutcome(ended.outcome),
  });
}

/** However a command failed, its end is told as a bad request. */
function commandOutcome(outcome: Outcome): Outcome {
  return outcome.kind === "done"
    ? outcome
    : { kind: "refused", refusal: { ...outcome.refusal, status: BAD_REQUEST } };
}

/** The access that was refused, as the metastore saw it; nothing when the statement met something else. */
function logRefusedObject(
  context: ActContext,
  act: ActOf<"statement">,
  outcome: Extract<Outcome, { readonly kind: "refused" }>,
): void {
  const { refusal } = outcome;
  const first = act.reads[0];
  const found: ObjectRefusal | null =
    refuseStatement(context, act) ??
    (refusal.sqlState === "42501" && first !== undefined
      ? { refusal, object: first, operation: "READ" }
      : null);
  if (found !== null) logDeniedAccess(context, act, found);
}

function logCredentials(context: ActContext, act: ActOf<"statement">): void {
  const use = { computeId: act.warehouseId, at: act.at + CREDENTIAL_DELAY_MS };
  for (const read of act.reads) {
    if (read.type === "function") continue;
    const table = read.type === "table" ? knownTable(context, read.name) : null;
    if (table?.isInformationSchema === true) continue;
    if (table?.isView !== true)
      logCredential(context, act, { ...use, object: read, operation: "READ", runAs: null });
    else logCredentialsThrough(context, act, { ...use, reached: table.reached });
  }
  if (act.writes !== null)
    logCredential(context, act, { ...use, object: act.writes, operation: "READ_WRITE", runAs: null });
}

/** The tables behind a view are read with the rights of its owner. */
function logCredentialsThrough(
  context: ActContext,
  act: ActOf<"statement">,
  through: { readonly reached: readonly ReachedObject[]; readonly computeId: string; readonly at: number },
): void {
  const { computeId, at } = through;
  for (const reached of through.reached) {
    if (reached.type !== "table" || reached.isView) continue;
    const definer = context.account.principals.get(reached.definer);
    const name = definer === undefined ? null : principalName(definer);
    const runAs = name === act.actor ? null : name;
    logCredential(context, act, { computeId, at, object: reached, operation: "READ", runAs });
  }
}
