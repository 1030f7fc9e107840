import type { Row } from "./telemetry.ts";

/** A row of the audit table as AWS and Google Cloud deliver it: camel case, epoch milliseconds, no event id. */
export function deliveredRecord(row: Row): Row {
  const response = objectAt(row, "response");
  return {
    version: row["version"],
    auditLevel: row["audit_level"],
    timestamp: Date.parse(String(row["event_time"])),
    orgId: row["workspace_id"],
    shardName: "sample-shard",
    accountId: row["account_id"],
    sourceIPAddress: row["source_ip_address"],
    userAgent: row["user_agent"],
    sessionId: null,
    userIdentity: { email: objectAt(row, "user_identity")["email"] ?? null, subjectName: null },
    serviceName: row["service_name"],
    actionName: row["action_name"],
    requestId: row["request_id"],
    requestParams: row["request_params"],
    response: {
      statusCode: response["status_code"],
      errorMessage: response["error_message"] ?? null,
      result: null,
    },
    MAX_LOG_MESSAGE_LENGTH: 16_384,
  };
}

function objectAt(row: Row, key: string): Row {
  const value = row[key];
  return typeof value === "object" && value !== null ? { ...value } : {};
}
