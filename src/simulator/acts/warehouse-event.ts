import { forbidden } from "../account/account-refusals.ts";
import { mayUseObject } from "../account/may-use-object.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** Events that somebody can ask for, the action of the request, and the level that it needs. */
const REQUESTS = {
  STARTING: { action: "startWarehouse", level: "CAN_USE" },
  STOPPING: { action: "stopWarehouse", level: "CAN_MANAGE" },
} as const;

/** A warehouse starts, stops or scales: by itself, or because somebody asked, which the audit log then tells too. */
export const warehouseEventAct = defineAct({
  kind: "warehouse_event",
  check(context, act) {
    const warehouse = context.account.warehouses.get(act.warehouseId);
    if (warehouse === undefined) return missing(`SQL warehouse ${act.warehouseId}`);
    const principalId = callerIdOf(context, act);
    if (principalId === null || (act.eventType !== "STARTING" && act.eventType !== "STOPPING")) return null;
    return mayUseObject(context.account, {
      principalId,
      workspaceId: warehouse.workspaceId,
      objectType: "warehouses",
      objectId: act.warehouseId,
      level: REQUESTS[act.eventType].level,
    })
      ? null
      : forbidden(`User ${act.actor} does not have permission to change SQL warehouse ${act.warehouseId}.`);
  },
  apply(context, act) {
    const warehouse = context.account.warehouses.get(act.warehouseId);
    if (warehouse === undefined) return DONE;
    if (act.eventType === "RUNNING") warehouse.state = "RUNNING";
    if (act.eventType === "STOPPED") warehouse.state = "STOPPED";
    return DONE;
  },
  record(context, act, outcome) {
    const warehouse = context.account.warehouses.get(act.warehouseId);
    const isAsked = callerIdOf(context, act) !== null;
    if (isAsked && (act.eventType === "STARTING" || act.eventType === "STOPPING"))
      logAudit(context, act, {
        service: "databrickssql",
        action: REQUESTS[act.eventType].action,
        isAccountLevel: false,
        params: { id: act.warehouseId },
        outcome,
      });
    if (outcome.kind === "refused" || warehouse === undefined) return;
    context.log.warehouseEvent({
      at: act.at,
      workspaceId: warehouse.workspaceId,
      warehouseId: act.warehouseId,
      eventType: act.eventType,
      clusterCount: act.clusterCount,
    });
  },
});
