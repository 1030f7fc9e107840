import { filterAndMasksFor } from "../account/effective-policies.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { runInScope, textOrRefuse } from "./open-scope.ts";
import { checkReferences } from "./query-scope.ts";
import { findSecurable, fullName } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";
import { withConnection } from "./with-connection.ts";

type QueryStatement = Extract<ParsedStatement, { readonly kind: "query" }>;

/**
 * How many rows a query gives its caller, without keeping them. A query that shows a table as it is, unfiltered and
 * unmasked, is not even run: the table's history knows how many rows it has.
 * @throws a refusal, the same as the query itself would meet.
 */
export async function countQuery(
  work: StatementWork,
  statement: QueryStatement,
): Promise<{ readonly rowCount: number }> {
  const { parts, request } = work;
  const known = knownCount(work, statement);
  if (known !== null) return { rowCount: known };
  return runInScope(work, {
    references: statement.references,
    render: (scope) => textOrRefuse(parts.sql.renderQuery(statement.query, scope)),
    run: (text) =>
      withConnection(parts.database, request.signal, async (connection) => {
        const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM (${text}\n) AS answer`);
        return { rowCount: Number(reader.getRows()[0]?.[0] ?? 0) };
      }),
  });
}

/** Null when only the database can tell. */
function knownCount(work: StatementWork, { query, references }: QueryStatement): number | null {
  const { parts, session, measured } = work;
  const read = parts.sql.plainRead(query);
  if (read === null) return null;
  checkReferences({ parts, session }, session, references);
  const name = fullName(session, "table", read.table);
  const securable = findSecurable(parts.account, "table", name);
  if (securable?.detail.kind !== "table" || securable.detail.viewText !== null) return null;
  const { columns, rowCount } = securable.detail;
  const known = new Set(columns.map((column) => column.name.toLowerCase()));
  if (read.columns?.some((column) => !known.has(column.toLowerCase())) === true) return null;
  if (parts.telemetry.relation(name, parts.now()) !== null) return null;
  const policies = filterAndMasksFor(parts.account, session.principalId, name);
  if (policies.kind === "refused" || policies.rowFilter !== null || policies.masks.size > 0) return null;
  const readCount = parts.rows.relation(name) === null ? rowCount : parts.rows.rowCount(name);
  measured.readCount += readCount;
  return Math.min(readCount, read.limit ?? readCount);
}
