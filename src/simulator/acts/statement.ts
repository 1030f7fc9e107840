import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { recordStatement } from "./record-statement.ts";
import { refuseStatement } from "./statement-access.ts";
import { refuseWarehouse } from "./warehouse-access.ts";

/**
 * One SQL statement. A planned one (`measures` null) is checked here; one that was executed was checked by its
 * execution, which also says what it was refused with. It changes nothing by itself: what a text changes (a grant, a
 * version of a table) is an act of its own. A statement that does not get to a warehouse has no query history.
 */
export const statementAct = defineAct({
  kind: "statement",
  check(context, act) {
    if (act.refusal !== null || act.measures !== null) return act.refusal;
    return refuseWarehouse(context, act) ?? refuseStatement(context, act)?.refusal ?? null;
  },
  apply: () => DONE,
  record(context, act, outcome) {
    const isPlanned = act.refusal === null && act.measures === null;
    if (outcome.kind === "refused" && isPlanned && refuseWarehouse(context, act) !== null)
      logAudit(context, act, {
        service: "databrickssql",
        action: "executeAdhocQuery",
        isAccountLevel: false,
        params: { dataSourceId: act.warehouseId },
        outcome,
      });
    else recordStatement(context, act, outcome);
  },
});
