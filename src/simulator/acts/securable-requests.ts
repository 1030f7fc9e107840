import type { SimulatedSecurable } from "../account/account.ts";
import type { SecurableRef } from "./act.ts";
import type { RequestParams } from "./act-memory.ts";

/** Word for a kind of securable within the actions of Unity Catalog (`createTable`, `updateTables`, `deleteTable`). */
function actionWord(securable: SecurableRef, detail: SimulatedSecurable["detail"] | null): string {
  switch (securable.type) {
    case "function":
      return detail?.kind === "function" && detail.isModel ? "RegisteredModel" : "Function";
    case "external_location":
      return "ExternalLocation";
    case "storage_credential":
      return "StorageCredential";
    case "metastore":
    case "catalog":
    case "schema":
    case "table":
    case "volume":
    case "credential":
    case "connection":
    case "share":
    case "recipient":
    case "provider":
      return securable.type.charAt(0).toUpperCase() + securable.type.slice(1);
  }
}

interface SecurableRequest {
  readonly action: string;
  readonly params: RequestParams;
}

/** The action that changes a securable, and the parameter that names it. */
export function updateRequest(
  securable: SecurableRef,
  detail: SimulatedSecurable["detail"] | null,
): SecurableRequest {
  const word = securable.type === "table" ? "Tables" : actionWord(securable, detail);
  return { action: `update${word}`, params: nameParams(securable) };
}

/** The action that drops a securable. */
export function deleteRequest(
  securable: SecurableRef,
  detail: SimulatedSecurable["detail"] | null,
): SecurableRequest {
  return { action: `delete${actionWord(securable, detail)}`, params: nameParams(securable) };
}

/** The action that creates a securable; its name stands in parts. */
export function createRequest(
  securable: SecurableRef,
  detail: SimulatedSecurable["detail"],
): SecurableRequest {
  const parts = securable.name.split(".");
  const [catalogName = "", schemaName = ""] = parts;
  const name = parts.at(-1) ?? "";
  const inCatalog = parts.length > 1 ? { catalog_name: catalogName } : {};
  const inSchema = parts.length > 2 ? { schema_name: schemaName } : {};
  return {
    action: `create${actionWord(securable, detail)}`,
    params: { name, ...inCatalog, ...inSchema },
  };
}

/** Each service of Unity Catalog calls the name of what it changes differently. */
function nameParams({ type, name }: SecurableRef): RequestParams {
  switch (type) {
    case "metastore":
      return {};
    case "volume":
      return { volume_full_name: name };
    case "schema":
    case "table":
    case "function":
      return { full_name_arg: name };
    case "share":
    case "recipient":
      return { name };
    case "catalog":
    case "external_location":
    case "storage_credential":
    case "credential":
    case "connection":
    case "provider":
      return { name_arg: name };
  }
}
