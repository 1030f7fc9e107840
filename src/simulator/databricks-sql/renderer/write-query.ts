import type { Query, SetOperand, SortItem } from "../tree/expression.ts";
import { type NameFrame, openFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { selectFrame, writeSelect } from "./write-select.ts";
import { writeSortItems } from "./write-window.ts";
import { quoteName } from "./written.ts";

/** A query as DuckDB text, without parentheses around it. */
export function writeQuery(renderer: Renderer, query: Query, outer: NameFrame | null): string {
  const frame = openFrame(outer);
  const common = query.with.map((table) => {
    const text = renderer.writeQuery(table.query, frame);
    // A name of its own, so that no common table hides a table of the database that a scope names.
    const written = `with ${table.name}`;
    frame.commonTables.set(table.name.toLowerCase(), written);
    const columns = table.columns.length === 0 ? "" : `(${table.columns.map(quoteName).join(", ")})`;
    return `${quoteName(written)}${columns} AS (${text})`;
  });
  const select = query.body.kind === "select" ? selectFrame(renderer, query.body, frame) : null;
  const body = select === null ? writeOperand(renderer, query.body, frame) : writeSelect(renderer, select);
  const parts = [
    common.length === 0 ? "" : `WITH ${common.join(", ")}`,
    body,
    orderText(renderer, query, select?.frame ?? frame),
    query.limit === null ? "" : `LIMIT ${renderer.write(query.limit, null).text}`,
    query.offset === null ? "" : `OFFSET ${renderer.write(query.offset, null).text}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function orderText(renderer: Renderer, query: Query, frame: NameFrame): string {
  if (query.isOrderedByAll !== null) return `ORDER BY ALL ${orderAll(query.isOrderedByAll)}`;
  return query.orderBy.length === 0 ? "" : `ORDER BY ${writeSortItems(renderer, query.orderBy, frame)}`;
}

function orderAll({ isDescending, isNullsFirst }: SortItem): string {
  return `${isDescending ? "DESC" : "ASC"} NULLS ${isNullsFirst ? "FIRST" : "LAST"}`;
}

function writeOperand(renderer: Renderer, operand: SetOperand, frame: NameFrame): string {
  switch (operand.kind) {
    case "select":
      return writeSelect(renderer, selectFrame(renderer, operand, frame));
    case "nested":
      return `(${renderer.writeQuery(operand.query, frame)})`;
    case "values": {
      const width = operand.rows[0]?.length ?? 0;
      const names = Array.from({ length: width }, (_, index) => quoteName(`col${index + 1}`));
      const rows = operand.rows.map(
        (row) => `(${row.map((value) => renderer.write(value, frame).text).join(", ")})`,
      );
      return `SELECT * FROM (VALUES ${rows.join(", ")}) AS "values"(${names.join(", ")})`;
    }
    case "set": {
      const first = `(${writeOperand(renderer, operand.first, frame)})`;
      const rest = operand.rest.map(
        ({ operator, isAll, operand: next }) =>
          `${operator}${isAll ? " ALL" : ""} (${writeOperand(renderer, next, frame)})`,
      );
      return [first, ...rest].join(" ");
    }
  }
}
