import type { DeliveredForm } from "../../domain/raw-table.ts";

/**
 * Services whose events belong to the account also where the delivered record does not say so.
 * Source: Databricks documentation, "Audit log reference", account-level services.
 */
const ACCOUNT_SERVICES =
  "('unityCatalog', 'accountsManager', 'accountsAccessControl', 'accountBillableUsage', 'lineageTracking', 'logDelivery', 'oauth2', 'servicePrincipalCredentials', 'ssoConfigBackend')";

/** A log id is an event id only when it looks like one: ids that were blanked out must not make different events one. */
const UUID_PATTERN = "(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

/** Nested objects come as such or as the text of one, so they are read as text and parsed here. */
const TEXT = "string";

/** One line of the files that Databricks delivers to a bucket of the customer, on AWS and Google Cloud. */
const RECORD: DeliveredForm = {
  id: "record",
  title: "delivered audit log (AWS, Google Cloud)",
  markerKeys: ["serviceName", "actionName", "timestamp"],
  keys: {
    version: TEXT,
    auditLevel: TEXT,
    timestamp: TEXT,
    orgId: TEXT,
    workspaceId: TEXT,
    accountId: TEXT,
    sourceIPAddress: TEXT,
    userAgent: TEXT,
    sessionId: TEXT,
    userIdentity: TEXT,
    serviceName: TEXT,
    actionName: TEXT,
    requestId: TEXT,
    requestParams: TEXT,
    response: TEXT,
    eventId: TEXT,
    identityMetadata: TEXT,
  },
  toColumns: {
    account_id: '"accountId"',
    workspace_id: `coalesce(nullif("workspaceId", '0'), "orgId", "workspaceId")`,
    version: '"version"',
    event_time: moment('"timestamp"'),
    event_date: `CAST(${moment('"timestamp"')} AS DATE)`,
    source_ip_address: '"sourceIPAddress"',
    user_agent: '"userAgent"',
    session_id: '"sessionId"',
    user_identity: identity('"userIdentity"'),
    service_name: '"serviceName"',
    action_name: '"actionName"',
    request_id: '"requestId"',
    request_params: parameters('"requestParams"'),
    response: response('"response"'),
    audit_level: '"auditLevel"',
    event_id: '"eventId"',
    identity_metadata: identityMetadata('"identityMetadata"'),
  },
};

/** The columns that the node `properties` of an Azure record gives. */
const AZURE_PROPERTIES = {
  sourceIpAddress: '"properties"."sourceIPAddress"',
  userAgent: '"properties"."userAgent"',
  sessionId: '"properties"."sessionId"',
  serviceName: '"properties"."serviceName"',
  actionName: '"properties"."actionName"',
  requestId: '"properties"."requestId"',
  requestParams: '"properties"."requestParams"',
  response: '"properties"."response"',
  logId: '"properties"."logId"',
};
const AZURE_PROPERTIES_TYPE =
  "struct<sourceIPAddress:string,logId:string,serviceName:string,userAgent:string,response:string,sessionId:string,actionName:string,requestId:string,requestParams:string>";

/** One record of a diagnostic setting to an event hub or a storage account; objects come as text. */
const AZURE_RECORD: DeliveredForm = {
  id: "azure-record",
  title: "Azure diagnostic log",
  markerKeys: ["time", "category", "properties"],
  keys: {
    time: TEXT,
    category: TEXT,
    resourceId: TEXT,
    operationVersion: TEXT,
    identity: TEXT,
    properties: AZURE_PROPERTIES_TYPE,
  },
  toColumns: azureColumns({
    ...AZURE_PROPERTIES,
    time: '"time"',
    resourceId: '"resourceId"',
    version: '"operationVersion"',
    identity: '"identity"',
  }),
};

/** The node `properties` alone, as some pipelines pass it on: it knows neither moment nor actor. */
const AZURE_PROPERTIES_NODE: DeliveredForm = {
  id: "azure-properties",
  title: "Azure diagnostic log, properties only",
  markerKeys: ["properties"],
  keys: { properties: AZURE_PROPERTIES_TYPE },
  toColumns: azureColumns({
    ...AZURE_PROPERTIES,
    time: "CAST(NULL AS VARCHAR)",
    resourceId: "CAST(NULL AS VARCHAR)",
    version: "CAST(NULL AS VARCHAR)",
    identity: "CAST(NULL AS VARCHAR)",
  }),
};

/** A row exported from a table of Log Analytics. */
const LOG_ANALYTICS_ROW: DeliveredForm = {
  id: "log-analytics",
  title: "Azure Log Analytics export",
  markerKeys: ["TimeGenerated", "ActionName", "ServiceName"],
  keys: {
    TimeGenerated: TEXT,
    _ResourceId: TEXT,
    OperationVersion: TEXT,
    Identity: TEXT,
    SourceIpAddress: TEXT,
    UserAgent: TEXT,
    SessionId: TEXT,
    ServiceName: TEXT,
    ActionName: TEXT,
    RequestId: TEXT,
    RequestParams: TEXT,
    Response: TEXT,
    LogId: TEXT,
  },
  toColumns: azureColumns({
    time: '"TimeGenerated"',
    resourceId: '"_ResourceId"',
    version: '"OperationVersion"',
    identity: '"Identity"',
    sourceIpAddress: '"SourceIpAddress"',
    userAgent: '"UserAgent"',
    sessionId: '"SessionId"',
    serviceName: '"ServiceName"',
    actionName: '"ActionName"',
    requestId: '"RequestId"',
    requestParams: '"RequestParams"',
    response: '"Response"',
    logId: '"LogId"',
  }),
};

/** The forms in which audit events are delivered; an object is of the first whose marker keys it has. */
export const DELIVERED_FORMS: readonly DeliveredForm[] = [
  RECORD,
  AZURE_RECORD,
  AZURE_PROPERTIES_NODE,
  LOG_ANALYTICS_ROW,
];

/** Expressions over the keys of a form. */
interface AzureFields {
  readonly time: string;
  readonly resourceId: string;
  readonly version: string;
  readonly identity: string;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
  readonly sessionId: string;
  readonly serviceName: string;
  readonly actionName: string;
  readonly requestId: string;
  readonly requestParams: string;
  readonly response: string;
  readonly logId: string;
}

/** Azure names the workspace in the id of the resource and the level nowhere; a record without resource is of the account. */
function azureColumns(fields: AzureFields): Readonly<Record<string, string>> {
  const workspace = `nullif(lower(regexp_extract(${fields.resourceId}, '(?i)/workspaces/([^/]+)', 1)), '')`;
  return {
    workspace_id: `coalesce(${workspace}, '0')`,
    version: fields.version,
    event_time: moment(fields.time),
    event_date: `CAST(${moment(fields.time)} AS DATE)`,
    source_ip_address: fields.sourceIpAddress,
    user_agent: fields.userAgent,
    session_id: fields.sessionId,
    user_identity: identity(fields.identity),
    service_name: fields.serviceName,
    action_name: fields.actionName,
    request_id: fields.requestId,
    request_params: parameters(fields.requestParams),
    response: response(fields.response),
    audit_level: `CASE WHEN ${workspace} IS NULL OR ${fields.serviceName} IN ${ACCOUNT_SERVICES} THEN 'ACCOUNT_LEVEL' ELSE 'WORKSPACE_LEVEL' END`,
    event_id: `CASE WHEN regexp_matches(${fields.logId}, '${UUID_PATTERN}') THEN lower(${fields.logId}) END`,
  };
}

/**
 * An object that comes as text. Fails on text that is no JSON, as every expression here fails on what it cannot read:
 * who reads the file counts such values and keeps their row.
 */
function parsed(text: string, shape: Readonly<Record<string, string>>): string {
  return `from_json(nullif(${text}, ''), '${JSON.stringify(shape)}')`;
}

function identity(text: string): string {
  const read = parsed(text, { email: "VARCHAR", subjectName: "VARCHAR" });
  return `struct_pack(email := (${read})."email", subject_name := (${read})."subjectName")`;
}

function response(text: string): string {
  const read = parsed(text, { statusCode: "VARCHAR", errorMessage: "VARCHAR", result: "VARCHAR" });
  return `struct_pack(status_code := CAST((${read})."statusCode" AS INTEGER), error_message := (${read})."errorMessage", result := (${read})."result")`;
}

function identityMetadata(text: string): string {
  const names = {
    run_by: "runBy",
    run_as: "runAs",
    acting_resource: "actingResource",
    run_by_display_name: "runByDisplayName",
    run_as_display_name: "runAsDisplayName",
  };
  const shape = Object.fromEntries(Object.values(names).map((name) => [name, "VARCHAR"]));
  const fields = Object.entries(names).map(
    ([column, name]) => `${column} := (${parsed(text, shape)})."${name}"`,
  );
  return `struct_pack(${fields.join(", ")})`;
}

/** Values of any type become text, as in the system table. */
function parameters(text: string): string {
  return `from_json_strict(nullif(${text}, ''), '"MAP(VARCHAR, VARCHAR)"')`;
}

/** Epoch milliseconds, or ISO 8601 with an offset. */
function moment(text: string): string {
  return `CASE WHEN regexp_full_match(${text}, '[0-9]{1,15}') THEN make_timestamp_ms(CAST(${text} AS BIGINT)) ELSE make_timestamp(epoch_us(CAST(${text} AS TIMESTAMPTZ))) END`;
}
