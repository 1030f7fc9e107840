import { durationMs, HOUR_MS } from "../domain/units.ts";
import { DELIVERED_FORMS } from "./audit/delivered-forms.ts";
import { normalizeAuditEvent } from "./audit/normalize-audit-event.ts";
import { normalizeGrantChange } from "./audit/normalize-grant-change.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.access.audit";
/** Events usually come within 15 minutes, some after hours; public pipelines read the last one to two days again. */
const LATENESS_MS = durationMs(24 * HOUR_MS);

/**
 * The audit log: who did what, from where, with what result. Exported as the system table, or delivered in the forms
 * of AWS, Google Cloud and Azure.
 *
 * A row does not tell when it arrived. Source: Databricks documentation, "Audit log system table reference" and
 * "Audit log reference".
 */
export const auditSource = defineSource({
  id: "audit",
  title: "Audit log",
  plane: "control",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    version: "string",
    event_time: "timestamp",
    event_date: "date",
    source_ip_address: "string",
    user_agent: "string",
    session_id: "string",
    user_identity: "struct<email:string,subject_name:string>",
    service_name: "string",
    action_name: "string",
    request_id: "string",
    request_params: "map<string,string>",
    response: "struct<status_code:int,error_message:string,result:string>",
    audit_level: "string",
    event_id: "string",
    identity_metadata:
      "struct<run_by:string,run_as:string,acting_resource:string,run_by_display_name:string,run_as_display_name:string>",
  },
  requiredColumns: ["event_time", "service_name", "action_name"],
  naturalKey: ["event_id"],
  watermark: { column: "event_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: DELIVERED_FORMS,
  produces: [
    {
      relation: "audit_event",
      alsoReads: [],
      collapse: { key: ["event_id"], newestBy: null },
      normalize: (dialect, raw) => normalizeAuditEvent(dialect, raw(TABLE)),
    },
    {
      relation: "grant_change",
      alsoReads: ["audit_event"],
      collapse: null,
      normalize: (dialect) => normalizeGrantChange(dialect),
    },
  ],
});
