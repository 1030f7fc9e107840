import { listPages } from "../../databricks/list-pages.ts";
import {
  isObject,
  isTrue,
  type JsonObject,
  numberOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../databricks/read-json.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type {
  FilterFunction,
  ListedColumn,
  ListedItems,
  ListedSecurable,
  SecurableReference,
} from "../../ports/workspace.ts";
import type { WorkspaceReader } from "./read-grants.ts";
import { placeOf } from "./securable-path.ts";

/**
 * Securables of one type. Databricks lists what the caller may see: all of them for a metastore admin, and within a
 * catalog or schema for whoever owns or manages it.
 */
export async function listSecurables(
  { client, rights }: WorkspaceReader,
  { type, parent }: { readonly type: string; readonly parent: string | null },
  signal: AbortSignal,
): Promise<ListedItems<ListedSecurable>> {
  const place = placeOf(type);
  const items: ListedSecurable[] = [];
  const query = { ...parentQuery(place.within, parent), ...INCLUDED[type], max_results: 0 };
  for await (const info of listPages(client, { path: place.path, query, items: place.items, signal })) {
    const securable = listedSecurable(type, info);
    rights.noteOwner(securable, securable.owner);
    items.push(securable);
  }
  const visibility =
    parent === null || place.within === "metastore"
      ? await rights.ofMetastore(signal)
      : await rights.on({ type: place.within, fullName: parent }, { known: null, signal });
  return { items, visibility };
}

const INCLUDED: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  catalog: { include_browse: true, include_unbound: true },
  schema: { include_browse: true },
  table: { include_browse: true },
  volume: { include_browse: true },
  function: { include_browse: true },
  model: { include_browse: true },
};

function parentQuery(
  within: "metastore" | "catalog" | "schema",
  parent: string | null,
): Readonly<Record<string, string>> {
  if (within === "metastore") return {};
  const [catalog = "", schema] = (parent ?? "").split(".");
  if (catalog === "" || (within === "schema") !== (schema !== undefined))
    throw new GatehouseError("DATABRICKS_REFUSED", {
      message: `a list within a ${within} needs its name, not \`${parent ?? ""}\``,
    });
  return { catalog_name: catalog, ...(schema === undefined ? {} : { schema_name: schema }) };
}

function listedSecurable(type: string, info: JsonObject): ListedSecurable {
  return {
    type,
    fullName: fullNameOf(info),
    id: textOf(
      info["table_id"] ?? info["schema_id"] ?? info["volume_id"] ?? info["function_id"] ?? info["id"],
    ),
    owner: textOf(info["owner"]),
    // Schemas repeat the type of their catalog.
    subtype: textOf(info[type === "catalog" ? "catalog_type" : `${type}_type`]),
    isolationMode: textOf(info["isolation_mode"]),
    isBrowseOnly: isTrue(info["browse_only"]),
    createdAtMs: numberOf(info["created_at"]),
    createdBy: textOf(info["created_by"]),
    updatedAtMs: numberOf(info["updated_at"]),
    updatedBy: textOf(info["updated_by"]),
    columns: objectsOf(info["columns"]).map(listedColumn),
    rowFilter: filterOf(info["row_filter"], "input_column_names"),
    dependencies: dependenciesOf(info["view_dependencies"]),
  };
}

function fullNameOf(info: JsonObject): string {
  const name = textOf(info["full_name"]);
  if (name !== null) return name;
  const parts = [info["catalog_name"], info["schema_name"], info["name"]].map(textOf);
  return parts.filter((part) => part !== null).join(".");
}

function listedColumn(column: JsonObject): ListedColumn {
  return {
    name: textOf(column["name"]) ?? "",
    type: textOf(column["type_text"]) ?? textOf(column["type_name"]) ?? "",
    mask: filterOf(column["mask"], "using_column_names"),
  };
}

function filterOf(value: JsonObject[string] | undefined, columns: string): FilterFunction | null {
  if (!isObject(value)) return null;
  const functionName = textOf(value["function_name"]);
  return functionName === null ? null : { functionName, columns: textsOf(value[columns]) };
}

/** Null and empty differ: null is not computed. */
function dependenciesOf(value: JsonObject[string] | undefined): readonly SecurableReference[] | null {
  if (!isObject(value)) return null;
  return objectsOf(value["dependencies"]).flatMap((dependency) =>
    Object.entries(dependency).flatMap(([type, target]) => {
      const fullName = isObject(target)
        ? textOf(target[`${type}_full_name`] ?? target[`${type}_name`])
        : null;
      return fullName === null ? [] : [{ type, fullName }];
    }),
  );
}
