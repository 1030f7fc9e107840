import type { Query, SetOperand, SortItem } from "../tree/expression.ts";
import { type Columns, lateFrame, type NameFrame, openFrame } from "./name-frame.ts";
import type { Renderer, WrittenQuery } from "./renderer.ts";
import { jointType, UNKNOWN } from "./value-type.ts";
import { renamed } from "./write-relation.ts";
import { selectFrame, writeSelect } from "./write-select.ts";
import { writeSortItems } from "./write-window.ts";
import { quoteName } from "./written.ts";

/** A query as DuckDB text, without parentheses around it. */
export function writeQuery(renderer: Renderer, query: Query, outer: NameFrame | null): WrittenQuery {
  const frame = openFrame(outer);
  const common = query.with.map((table) => {
    const { text, columns: inner } = renderer.writeQuery(table.query, frame);
    // A name of its own, so that no common table hides a table of the database that a scope names.
    const written = `with ${table.name}`;
    frame.commonTables.set(table.name.toLowerCase(), { written, columns: renamed(inner, table.columns) });
    const columns = table.columns.length === 0 ? "" : `(${table.columns.map(quoteName).join(", ")})`;
    return `${quoteName(written)}${columns} AS (${text})`;
  });
  const select = query.body.kind === "select" ? selectFrame(renderer, query.body, frame) : null;
  const body = select === null ? writeOperand(renderer, query.body, frame) : writeSelect(renderer, select);
  const parts = [
    common.length === 0 ? "" : `WITH ${common.join(", ")}`,
    body.text,
    orderText(renderer, query, select === null ? outputFrame(frame, body.columns) : lateFrame(select.frame)),
    query.limit === null ? "" : `LIMIT ${renderer.write(query.limit, null).text}`,
    query.offset === null ? "" : `OFFSET ${renderer.write(query.offset, null).text}`,
  ];
  return { text: parts.filter((part) => part !== "").join(" "), columns: body.columns };
}

/** What ORDER BY behind a set operation sees: the columns of its result. */
function outputFrame(outer: NameFrame, columns: Columns): NameFrame {
  const frame = openFrame(outer);
  frame.relations.push({ written: "", qualifiers: [], columns, starOmits: null });
  return frame;
}

function orderText(renderer: Renderer, query: Query, frame: NameFrame): string {
  if (query.isOrderedByAll !== null) return `ORDER BY ALL ${orderAll(query.isOrderedByAll)}`;
  return query.orderBy.length === 0 ? "" : `ORDER BY ${writeSortItems(renderer, query.orderBy, frame)}`;
}

function orderAll({ isDescending, isNullsFirst }: SortItem): string {
  return `${isDescending ? "DESC" : "ASC"} NULLS ${isNullsFirst ? "FIRST" : "LAST"}`;
}

function writeOperand(renderer: Renderer, operand: SetOperand, frame: NameFrame): WrittenQuery {
  switch (operand.kind) {
    case "select":
      return writeSelect(renderer, selectFrame(renderer, operand, frame));
    case "nested": {
      const { text, columns } = renderer.writeQuery(operand.query, frame);
      return { text: `(${text})`, columns };
    }
    case "values": {
      const width = operand.rows[0]?.length ?? 0;
      const names = Array.from({ length: width }, (_, index) => `col${index + 1}`);
      const rows = operand.rows.map((row) => row.map((value) => renderer.write(value, frame)));
      const texts = rows.map((row) => `(${row.map(({ text }) => text).join(", ")})`);
      return {
        text: `SELECT * FROM (VALUES ${texts.join(", ")}) AS "values"(${names.map(quoteName).join(", ")})`,
        columns: names.map((name, index) => ({
          name,
          type: jointType(rows.map((row) => row[index] ?? UNKNOWN)),
        })),
      };
    }
    case "set": {
      const first = writeOperand(renderer, operand.first, frame);
      const rest = operand.rest.map(({ operator, isAll, operand: next }) => ({
        word: `${operator}${isAll ? " ALL" : ""}`,
        ...writeOperand(renderer, next, frame),
      }));
      const texts = rest.map(({ word, text }) => `${word} (${text})`);
      return {
        text: [`(${first.text})`, ...texts].join(" "),
        columns: jointColumns([first.columns, ...rest.map(({ columns }) => columns)]),
      };
    }
  }
}

/** Columns of a set operation: names of the first, types of all together. */
function jointColumns([first = null, ...rest]: readonly Columns[]): Columns {
  if (first === null) return null;
  return first.map(({ name, type }, index) => ({
    name,
    type: jointType([type, ...rest.map((columns) => columns?.[index]?.type ?? UNKNOWN)]),
  }));
}
