import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { DatabricksClient, DatabricksRequest } from "./open-databricks-client.ts";
import { type JsonObject, objectsOf, textOf } from "./read-json.ts";

export interface ListRequest extends Pick<DatabricksRequest, "path" | "query" | "signal"> {
  /** Field of the answer that holds the items; absent in an answer without items. */
  readonly items: string;
}

/** Most pages of one list: the longest known list has a million items, 100 a page. */
const PAGE_COUNT_MAX = 20_000;

/**
 * Every item of a list that goes on by `page_token`. A page may be empty and still have a successor.
 * @throws DATABRICKS_BAD_ANSWER when a token comes again, because the list would never end; and what the client throws.
 */
export async function* listPages(client: DatabricksClient, list: ListRequest): AsyncGenerator<JsonObject> {
  const seen = new Set<string>();
  let pageToken: string | null = null;
  for (let page = 0; page < PAGE_COUNT_MAX; page++) {
    const answer: JsonObject = await client.request({
      method: "GET",
      path: list.path,
      query: { ...list.query, page_token: pageToken },
      signal: list.signal,
    });
    yield* objectsOf(answer[list.items]);
    pageToken = textOf(answer["next_page_token"]);
    if (pageToken === null || pageToken === "") return;
    if (seen.has(pageToken)) throw endless(list.path, "sent the token of a page twice");
    seen.add(pageToken);
  }
  throw endless(list.path, `has more than ${PAGE_COUNT_MAX} pages`);
}

function endless(path: string, what: string): GatehouseError {
  return new GatehouseError("DATABRICKS_BAD_ANSWER", { message: `the list \`${path}\` ${what}` });
}
