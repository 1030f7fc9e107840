import { apiPath } from "../../databricks/api-path.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { SecurableReference } from "../../ports/workspace.ts";

/** Where securables of a type are listed and read, and under which field a list holds them. */
interface SecurablePlace {
  readonly folder: string;
  readonly items: string;
  /** What a list of them is in. */
  readonly within: "metastore" | "catalog" | "schema";
}

const PLACES: Readonly<Record<string, SecurablePlace>> = {
  catalog: { folder: "catalogs", items: "catalogs", within: "metastore" },
  schema: { folder: "schemas", items: "schemas", within: "catalog" },
  table: { folder: "tables", items: "tables", within: "schema" },
  volume: { folder: "volumes", items: "volumes", within: "schema" },
  function: { folder: "functions", items: "functions", within: "schema" },
  model: { folder: "models", items: "registered_models", within: "schema" },
  external_location: { folder: "external-locations", items: "external_locations", within: "metastore" },
  storage_credential: { folder: "storage-credentials", items: "storage_credentials", within: "metastore" },
  credential: { folder: "credentials", items: "credentials", within: "metastore" },
  connection: { folder: "connections", items: "connections", within: "metastore" },
  share: { folder: "shares", items: "shares", within: "metastore" },
  recipient: { folder: "recipients", items: "recipients", within: "metastore" },
  provider: { folder: "providers", items: "providers", within: "metastore" },
  metastore: { folder: "metastores", items: "metastores", within: "metastore" },
};

/** @throws DATABRICKS_REFUSED for a type without a list. */
export function placeOf(type: string): SecurablePlace & { readonly path: string } {
  const place = PLACES[type];
  if (place === undefined)
    throw new GatehouseError("DATABRICKS_REFUSED", {
      message: `securables of type \`${type}\` have no list`,
    });
  return { ...place, path: `/api/2.1/unity-catalog/${place.folder}` };
}

/** Path of one securable. @throws DATABRICKS_REFUSED for a type that cannot be asked for by name. */
export function securablePath({ type, fullName }: SecurableReference): string {
  return apiPath`/api/2.1/unity-catalog/${placeOf(type).folder}/${fullName}`;
}

/** The type under which the interface of grants knows it: models are functions there. */
export function grantsType(type: string): string {
  return type === "model" ? "function" : type;
}

/** Schema and catalog that a securable is in, the nearest first. */
export function ancestorsOf({ type, fullName }: SecurableReference): readonly SecurableReference[] {
  const within = PLACES[type]?.within;
  const parts = fullName.split(".");
  if (within === "schema" && parts.length >= 3)
    return [
      { type: "schema", fullName: parts.slice(0, 2).join(".") },
      { type: "catalog", fullName: parts[0] ?? "" },
    ];
  return within === "catalog" && parts.length >= 2 ? [{ type: "catalog", fullName: parts[0] ?? "" }] : [];
}
