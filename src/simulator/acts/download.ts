import type { ActOf } from "./act.ts";
import { keptParams, memoryOf } from "./act-memory.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";

/** Words of the audit log; results in Arrow are what a page fetches to show them. */
const FILE_TYPES: Readonly<Record<ActOf<"download">["fileType"], string>> = {
  csv: "csv",
  xlsx: "xlsx",
  arrow: "arrows",
};

/** Somebody downloads the result of a statement. The audit log does not say how much it was. */
export const downloadAct = defineAct({
  kind: "download",
  check: () => null,
  apply: () => DONE,
  record(context, act, outcome) {
    const fileType = FILE_TYPES[act.fileType];
    logAudit(context, act, {
      service: "databrickssql",
      action: "downloadQueryResult",
      isAccountLevel: false,
      params: keptParams(memoryOf(context), `download|${fileType}`, () => ({
        fileType,
        credentialsEmbedded: "false",
      })),
      ownParams: { queryId: act.statementId, queryResultId: context.uuid() },
      outcome,
    });
  },
});
