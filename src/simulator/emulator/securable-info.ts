import {
  type Account,
  principalName,
  type SecurableType,
  type SimulatedSecurable,
  type TableColumn,
} from "../account/account.ts";
import type { JsonObject } from "./json.ts";

/** How ids of grantees of shares begin: recipients are no principals. */
const RECIPIENT = "recipient:";

/** Name of the owner, or of any grantee, as REST writes it; empty for one that was deleted. */
export function nameOfPrincipal(account: Account, principalId: string): string {
  if (principalId.startsWith(RECIPIENT)) return principalId.slice(RECIPIENT.length);
  const principal = account.principals.get(principalId);
  return principal === undefined ? "" : principalName(principal);
}

/** What the interface tells of a securable, in the shape of its type. Times in epoch milliseconds. */
export function securableInfo(account: Account, securable: SimulatedSecurable): JsonObject {
  return { ...commonInfo(account, securable), ...INFO_BY_TYPE[securable.type](securable) };
}

function commonInfo(account: Account, securable: SimulatedSecurable): JsonObject {
  return {
    name: securable.name.split(".").at(-1) ?? securable.name,
    full_name: securable.name,
    owner: nameOfPrincipal(account, securable.owner),
    comment: securable.comment ?? undefined,
    metastore_id: account.metastoreId,
    created_at: securable.createdAt,
    created_by: securable.createdBy,
    updated_at: securable.updatedAt,
    updated_by: securable.updatedBy,
    securable_type: securable.type.toUpperCase(),
    properties: securable.properties.size === 0 ? undefined : Object.fromEntries(securable.properties),
  };
}

const INFO_BY_TYPE: Readonly<Record<SecurableType, (securable: SimulatedSecurable) => JsonObject>> = {
  metastore: () => ({}),
  catalog: catalogInfo,
  schema: (securable) => ({
    catalog_name: securable.name.split(".")[0] ?? "",
    catalog_type: "MANAGED_CATALOG",
    schema_id: securable.uuid,
    securable_kind: "SCHEMA_STANDARD",
  }),
  table: tableInfo,
  volume: (securable) => ({
    ...parents(securable),
    volume_id: securable.uuid,
    volume_type: securable.detail.kind === "volume" ? securable.detail.volumeType : "MANAGED",
    storage_location: `s3://example-metastore/volumes/${securable.uuid}`,
  }),
  function: functionInfo,
  external_location: (securable) => ({
    url: property(securable, "url"),
    credential_name: property(securable, "credential_name"),
    read_only: securable.properties.get("read_only") === "true",
    isolation_mode: isolationMode(securable),
    properties: undefined,
  }),
  storage_credential: credentialInfo,
  credential: (securable) => ({ ...credentialInfo(securable), purpose: "SERVICE" }),
  connection: (securable) => ({
    connection_id: securable.uuid,
    connection_type: securable.properties.get("connection_type") ?? "POSTGRESQL",
    credential_type: "USERNAME_PASSWORD",
    url: property(securable, "url"),
    read_only: true,
  }),
  share: (securable) => ({ objects: shareObjects(securable) }),
  recipient: (securable) => ({
    id: securable.uuid,
    authentication_type: securable.properties.get("authentication_type") ?? "TOKEN",
    activated: true,
    properties: undefined,
  }),
  provider: (securable) => ({
    authentication_type: securable.properties.get("authentication_type") ?? "TOKEN",
    properties: undefined,
  }),
};

function property(securable: SimulatedSecurable, name: string): string | undefined {
  return securable.properties.get(name);
}

function parents(securable: SimulatedSecurable): JsonObject {
  const [catalog = "", schema = ""] = securable.name.split(".");
  return { catalog_name: catalog, schema_name: schema };
}

/** Catalogs say `OPEN`, credentials and locations `ISOLATION_MODE_OPEN`. */
function isolationMode(securable: SimulatedSecurable): string {
  return `ISOLATION_MODE_${securable.isolationMode ?? "OPEN"}`;
}

function catalogInfo(securable: SimulatedSecurable): JsonObject {
  return {
    catalog_type: securable.detail.kind === "catalog" ? securable.detail.catalogType : "MANAGED_CATALOG",
    isolation_mode: securable.isolationMode ?? "OPEN",
    securable_kind: "CATALOG_STANDARD",
    storage_root: "s3://example-metastore/root",
  };
}

function credentialInfo(securable: SimulatedSecurable): JsonObject {
  return {
    id: securable.uuid,
    isolation_mode: isolationMode(securable),
    read_only: securable.properties.get("read_only") === "true",
    aws_iam_role: {
      role_arn: securable.properties.get("role_arn") ?? `arn:aws:iam::000000000000:role/${securable.name}`,
    },
    used_for_managed_storage: false,
    properties: undefined,
  };
}

function tableInfo(securable: SimulatedSecurable): JsonObject {
  const { detail } = securable;
  if (detail.kind !== "table") return {};
  const isView = detail.viewText !== null;
  return {
    ...parents(securable),
    table_id: securable.uuid,
    table_type: detail.tableType,
    data_source_format: detail.tableType === "VIEW" ? undefined : "DELTA",
    storage_location: isView ? undefined : `s3://example-metastore/tables/${securable.uuid}`,
    columns: detail.columns.map(columnInfo),
    row_filter:
      detail.rowFilter === null
        ? undefined
        : { function_name: detail.rowFilter.functionName, input_column_names: detail.rowFilter.columns },
    view_definition: detail.viewText ?? undefined,
    view_dependencies: isView ? { dependencies: detail.viewDependencies.map(dependency) } : undefined,
  };
}

function dependency({
  type,
  name,
}: {
  readonly type: "table" | "function";
  readonly name: string;
}): JsonObject {
  return type === "table" ? { table: { table_full_name: name } } : { function: { function_full_name: name } };
}

function columnInfo(column: TableColumn, position: number): JsonObject {
  return {
    name: column.name,
    ...typeInfo(column.type),
    position,
    nullable: column.isNullable,
    comment: column.comment ?? undefined,
    mask:
      column.mask === null
        ? undefined
        : { function_name: column.mask.functionName, using_column_names: column.mask.columns.slice(1) },
  };
}

/** Names of types as the interface has them, where they differ from the text of the type. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  BIGINT: "LONG",
  INTEGER: "INT",
  SMALLINT: "SHORT",
  TINYINT: "BYTE",
  REAL: "FLOAT",
};

function typeInfo(text: string): JsonObject {
  const [, word = "", rest] = /^([a-z_]+)(?:\((.*)\))?/i.exec(text) ?? [];
  const name = word.toUpperCase();
  const [precision, scale] = (rest ?? "").split(",").map(Number);
  const isDecimal = name === "DECIMAL";
  return {
    type_text: text,
    type_name: TYPE_NAMES[name] ?? name,
    type_precision: isDecimal ? precision : undefined,
    type_scale: isDecimal ? (scale ?? 0) : undefined,
  };
}

function functionInfo(securable: SimulatedSecurable): JsonObject {
  const { detail } = securable;
  if (detail.kind !== "function") return {};
  if (detail.isModel)
    return {
      ...parents(securable),
      id: securable.uuid,
      storage_location: `s3://example-metastore/models/${securable.uuid}`,
    };
  return {
    ...parents(securable),
    function_id: securable.uuid,
    input_params: {
      parameters: detail.parameters.map(({ name, type }, position) => ({
        name,
        position,
        ...typeInfo(type),
      })),
    },
    full_data_type: detail.returnType,
    data_type: typeInfo(detail.returnType)["type_name"],
    routine_body: "SQL",
    routine_definition: detail.body ?? "",
    sql_data_access: "CONTAINS_SQL",
    is_deterministic: true,
    security_type: "DEFINER",
    specific_name: securable.name.split(".").at(-1) ?? "",
    properties: undefined,
  };
}

function shareObjects(securable: SimulatedSecurable): readonly JsonObject[] {
  if (securable.detail.kind !== "share") return [];
  return [...securable.detail.objects].map((name) => ({
    name,
    data_object_type: "TABLE",
    added_at: securable.updatedAt,
    added_by: securable.updatedBy,
    shared_as: name.split(".").slice(1).join("."),
    status: "ACTIVE",
  }));
}
