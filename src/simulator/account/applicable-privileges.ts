import type { SecurableType, SimulatedSecurable } from "./account.ts";

const ON_ALL: readonly string[] = ["ALL_PRIVILEGES", "MANAGE"];
const IN_SCHEMA: readonly string[] = [
  "CREATE_TABLE",
  "CREATE_FUNCTION",
  "CREATE_VOLUME",
  "CREATE_MODEL",
  "CREATE_MATERIALIZED_VIEW",
];
const FLOWING_DATA: readonly string[] = [
  "SELECT",
  "MODIFY",
  "EXECUTE",
  "READ_VOLUME",
  "WRITE_VOLUME",
  "REFRESH",
];
/** What flows on to tables, volumes, functions and models when granted on their schema or catalog. */
const FLOWING: readonly string[] = [...FLOWING_DATA, ...IN_SCHEMA];

/**
 * What can be granted on a securable of each type.
 * Source: Databricks documentation, "Unity Catalog privileges and securable objects".
 */
const BY_TYPE: Readonly<Record<SecurableType, ReadonlySet<string>>> = {
  metastore: new Set([
    "CREATE_CATALOG",
    "CREATE_CLEAN_ROOM",
    "CREATE_CONNECTION",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_EXTERNAL_METADATA",
    "CREATE_PROVIDER",
    "CREATE_RECIPIENT",
    "CREATE_SERVICE_CREDENTIAL",
    "CREATE_SHARE",
    "CREATE_STORAGE_CREDENTIAL",
    "MANAGE_ALLOWLIST",
    "READ_METADATA",
    "SET_SHARE_PERMISSION",
    "USE_MARKETPLACE_ASSETS",
    "USE_PROVIDER",
    "USE_RECIPIENT",
    "USE_SHARE",
  ]),
  catalog: new Set([
    ...ON_ALL,
    "APPLY_TAG",
    "BROWSE",
    "CREATE_SCHEMA",
    "READ_METADATA",
    "USE_CATALOG",
    "USE_SCHEMA",
    ...FLOWING,
  ]),
  schema: new Set([...ON_ALL, "APPLY_TAG", "EXTERNAL_USE_SCHEMA", "USE_SCHEMA", ...FLOWING]),
  table: new Set([...ON_ALL, "APPLY_TAG", "MODIFY", "SELECT"]),
  volume: new Set([...ON_ALL, "APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"]),
  function: new Set([...ON_ALL, "EXECUTE"]),
  external_location: new Set([
    ...ON_ALL,
    "BROWSE",
    "CREATE_EXTERNAL_TABLE",
    "CREATE_EXTERNAL_VOLUME",
    "CREATE_FOREIGN_SECURABLE",
    "CREATE_MANAGED_STORAGE",
    "EXTERNAL_USE_LOCATION",
    "READ_FILES",
    "WRITE_FILES",
  ]),
  storage_credential: new Set([
    ...ON_ALL,
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_EXTERNAL_TABLE",
    "READ_FILES",
    "WRITE_FILES",
  ]),
  credential: new Set([...ON_ALL, "ACCESS", "CREATE_CONNECTION"]),
  connection: new Set([...ON_ALL, "CREATE_FOREIGN_CATALOG", "USE_CONNECTION"]),
  share: new Set(["SELECT"]),
  recipient: new Set<string>(),
  provider: new Set<string>(),
};

const VIEW = new Set([...ON_ALL, "APPLY_TAG", "SELECT"]);
const MATERIALIZED_VIEW = new Set([...VIEW, "REFRESH"]);
const MODEL = new Set([...ON_ALL, "APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE"]);

/** What can be granted on the securable; views, materialized views and models differ from tables and functions. */
export function applicablePrivileges({
  type,
  detail,
}: Pick<SimulatedSecurable, "type" | "detail">): ReadonlySet<string> {
  if (detail.kind === "table" && detail.tableType === "VIEW") return VIEW;
  if (detail.kind === "table" && detail.tableType === "MATERIALIZED_VIEW") return MATERIALIZED_VIEW;
  if (detail.kind === "function" && detail.isModel) return MODEL;
  return BY_TYPE[type];
}

/** Rights that ALL PRIVILEGES does not stand for. Source: as above, "ALL PRIVILEGES". */
const NOT_IN_ALL = new Set(["MANAGE", "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION", "READ_METADATA"]);

/** Whether ALL PRIVILEGES stands for the privilege, on a securable that it applies to. */
export function isInAllPrivileges(privilege: string): boolean {
  return !NOT_IN_ALL.has(privilege);
}

/** Whether owning a securable gives the privilege on it, when it applies. */
export function isInOwnership(privilege: string): boolean {
  return privilege !== "EXTERNAL_USE_SCHEMA" && privilege !== "EXTERNAL_USE_LOCATION";
}
