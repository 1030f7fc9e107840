import type { Expression, Query, Select } from "./tree/expression.ts";

/** A query that shows columns of one table as they are, without choosing among its rows. */
export interface PlainRead {
  /** Name of the table, as written. */
  readonly table: readonly string[];
  /** Names of columns as written; null for all. */
  readonly columns: readonly string[] | null;
  /** Rows at most; null for all. */
  readonly limit: number | null;
}

/** The query as a plain read, so that its rows can be counted without running it; null when it is more than that. */
export function plainRead(query: Query): PlainRead | null {
  const { body, limit } = query;
  const isMore = query.with.length > 0 || query.orderBy.length > 0 || query.isOrderedByAll !== null;
  if (isMore || query.offset !== null || body.kind !== "select" || !isUnchosen(body)) return null;
  const { from } = body;
  if (from?.kind !== "table" || from.isCommon || from.alias.columns.length > 0) return null;
  const rowLimit = limit === null ? null : wholeNumber(limit);
  const columns = shownColumns(body);
  if (rowLimit === "unknown" || columns === "more") return null;
  return { table: from.parts, columns, limit: rowLimit };
}

/** Whether each row of the relation gives a row. */
function isUnchosen({ isDistinct, where, groupBy, having, qualify, windows }: Select): boolean {
  const isChosen = isDistinct || where !== null || groupBy !== null || having !== null || qualify !== null;
  return !isChosen && windows.length === 0;
}

function shownColumns({ items }: Select): readonly string[] | null | "more" {
  const [first] = items;
  if (items.length === 1 && first?.value.kind === "star")
    return first.value.qualifier.length + first.value.except.length === 0 ? null : "more";
  const names = items.map(({ value }) =>
    value.kind === "column" && value.parts.length === 1 ? value.parts[0] : null,
  );
  return names.every((name) => typeof name === "string") ? names : "more";
}

function wholeNumber(expression: Expression): number | "unknown" {
  if (expression.kind !== "number" || !/^\d{1,15}$/.test(expression.text)) return "unknown";
  return Number(expression.text);
}
