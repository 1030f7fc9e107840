import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { ListRequest } from "./list-pages.ts";
import type { DatabricksClient } from "./open-databricks-client.ts";
import { type JsonObject, objectsOf, textOf } from "./read-json.ts";

/** Items of one answer. */
const PAGE_ITEM_COUNT = 100;
/** An account has at most 10,000 users and service principals and 5,000 groups. */
const PAGE_COUNT_MAX = 10_000;

/**
 * Every resource of a SCIM list, once, which goes on by `startIndex` until an answer holds none. A resource that comes
 * again because others were added meanwhile is left out. Source: databricks-sdk-py, databricks/sdk/service/iam.py.
 * @throws DATABRICKS_BAD_ANSWER when an answer brings nothing new, because the list would never end; and what the client
 * throws.
 */
export async function* listScim(
  client: DatabricksClient,
  list: Omit<ListRequest, "items">,
): AsyncGenerator<JsonObject> {
  const seen = new Set<string>();
  let startIndex = 1;
  for (let page = 0; page < PAGE_COUNT_MAX; page++) {
    const answer = await client.request({
      method: "GET",
      path: list.path,
      query: { ...list.query, startIndex, count: PAGE_ITEM_COUNT },
      signal: list.signal,
    });
    const resources = objectsOf(answer["Resources"]);
    if (resources.length === 0) return;
    const fresh = resources.filter((resource) => isFirst(resource, seen));
    if (fresh.length === 0) throw endless(list.path);
    yield* fresh;
    startIndex += resources.length;
  }
  throw endless(list.path);
}

function isFirst(resource: JsonObject, seen: Set<string>): boolean {
  const id = textOf(resource["id"]);
  if (id === null || seen.has(id)) return id === null;
  seen.add(id);
  return true;
}

function endless(path: string): GatehouseError {
  return new GatehouseError("DATABRICKS_BAD_ANSWER", { message: `the list \`${path}\` does not end` });
}
