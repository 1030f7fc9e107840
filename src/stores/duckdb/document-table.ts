import type { Json } from "../../domain/brand.ts";
import type { DocumentKind } from "../../ports/store.ts";
import { sql } from "../../sql/sql.ts";
import { textAt } from "./answer-value.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { parseJson } from "./stored-json.ts";

/** Documents read at a time; an incident has some kilobytes. */
const PAGE_ROW_COUNT = 1_024;

export interface StoredDocument {
  readonly id: string;
  readonly document: Json;
}

/** What to save; the newest version of a document is the only one. */
export interface DocumentToSave extends StoredDocument {
  readonly kind: DocumentKind;
}

export async function saveDocument(session: DuckdbSession, saved: DocumentToSave): Promise<void> {
  const { kind, id, document } = saved;
  await session.change(
    "save a document",
    sql`INSERT OR REPLACE INTO document (kind, id, body) VALUES (${kind}, ${id}, ${JSON.stringify(document)})`,
  );
}

/** Documents of a kind in the order of ids, a page at a time. */
export async function* documents(session: DuckdbSession, kind: DocumentKind): AsyncGenerator<StoredDocument> {
  let after: string | null = null;
  for (;;) {
    const isLater = after === null ? sql`true` : sql`id > ${after}`;
    const answer = await session.read(
      "read documents",
      sql`SELECT id, body FROM document WHERE kind = ${kind} AND ${isLater} ORDER BY id LIMIT ${PAGE_ROW_COUNT}`,
    );
    for (const chunk of answer.chunks)
      for (let row = 0; row < chunk.rowCount; row += 1) {
        after = textAt(chunk, 0, row);
        yield { id: after, document: parseJson(textAt(chunk, 1, row)) };
      }
    if (answer.rowCount < PAGE_ROW_COUNT) return;
  }
}
