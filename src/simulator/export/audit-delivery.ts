/** Rows of the audit table in the form in which AWS and Google Cloud deliver it to a bucket. */
export interface AuditDelivery {
  /** The rows that are exported as a table: all but the workspace's. */
  exported(query: string): string;
  /** The days on which the workspace has rows. */
  datesQuery(query: string): string;
  /** The delivered records of a day. */
  delivered(query: string, date: string): string;
  /** Where they lie. */
  file(date: string, part: number): string;
}

/** Longest message that the platform logs, which each record states. */
const MESSAGE_LENGTH_MAX = 16_384;

/**
 * The audit log of one workspace as delivered: camel case, epoch milliseconds, no event id, one folder a day. `query`
 * gives audit rows in the documented columns.
 *
 * Source: Databricks documentation, "Audit log reference" and "Configure audit log delivery".
 */
export function auditDelivery(workspaceId: string): AuditDelivery {
  const isDelivered = `workspace_id = '${workspaceId.replaceAll("'", "''")}'`;
  const order = "event_time, event_id";
  return {
    exported: (query) => `SELECT * FROM (${query}) WHERE NOT (${isDelivered}) ORDER BY ${order}`,
    datesQuery: (query) =>
      `SELECT DISTINCT CAST(event_date AS VARCHAR) AS date FROM (${query}) WHERE ${isDelivered} ORDER BY date`,
    delivered: (
      query,
      date,
    ) => `SELECT version, audit_level AS "auditLevel", epoch_ms(event_time) AS "timestamp",
      TRY_CAST(workspace_id AS BIGINT) AS "orgId", 'simulated-shard' AS "shardName", account_id AS "accountId",
      source_ip_address AS "sourceIPAddress", user_agent AS "userAgent", session_id AS "sessionId",
      struct_pack("email" := user_identity.email, "subjectName" := user_identity.subject_name) AS "userIdentity",
      service_name AS "serviceName", action_name AS "actionName", request_id AS "requestId", request_params AS "requestParams",
      struct_pack("statusCode" := response.status_code, "errorMessage" := response.error_message, "result" := response.result) AS "response",
      ${MESSAGE_LENGTH_MAX} AS "MAX_LOG_MESSAGE_LENGTH"
      FROM (${query}) WHERE ${isDelivered} AND event_date = DATE '${date}' ORDER BY ${order}`,
    file: (date, part) =>
      `delivered/workspaceId=${workspaceId}/date=${date}/auditlogs_${date.replaceAll("-", "")}_${part}.json`,
  };
}
