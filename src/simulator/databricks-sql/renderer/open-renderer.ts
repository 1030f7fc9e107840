import type { RenderScope } from "../databricks-sql.ts";
import { refuseSql } from "../sql-refused.ts";
import type { DataType } from "../tree/data-type.ts";
import type { Expression, Query } from "../tree/expression.ts";
import { type NameFrame, openFrame } from "./name-frame.ts";
import { openType } from "./rendered-type.ts";
import type { Renderer, WrittenQuery } from "./renderer.ts";
import { UNKNOWN, valueTypeOf } from "./value-type.ts";
import { writeExpression } from "./write-expression.ts";
import { writeQuery } from "./write-query.ts";

/** Longest text written: functions that name an argument several times make a text grow by every level. */
const TEXT_LENGTH_MAX = 40 * 1024 * 1024;

export function openRenderer(
  scope: RenderScope,
  readType: (text: string) => DataType | null,
): {
  query(query: Query): WrittenQuery;
  expression(expression: Expression): string;
} {
  const renderer: Renderer = {
    scope,
    typeOf(told) {
      if (told === null) return UNKNOWN;
      if (typeof told !== "string") return openType(told);
      const type = readType(told);
      return type === null ? UNKNOWN : valueTypeOf(type);
    },
    write: (expression, frame) => {
      const written = writeExpression(renderer, expression, frame);
      if (written.text.length > TEXT_LENGTH_MAX)
        return refuseSql("FAILED_TO_PARSE_TOO_COMPLEX", "The statement was too complex to run.", {
          sqlState: "54001",
        });
      return written;
    },
    writeQuery: (query, frame) => writeQuery(renderer, query, frame),
  };
  return {
    query: (query) => renderer.writeQuery(query, null),
    expression: (expression) => renderer.write(expression, scopeFrame(renderer)).text,
  };
}

/** What an expression standing alone sees; null for what is not known. */
function scopeFrame({ scope, typeOf }: Renderer): NameFrame | null {
  if (scope.columns === undefined) return null;
  const frame = openFrame(null);
  const columns = scope.columns.map(({ name, type }) => ({ name, type: typeOf(type) }));
  frame.relations.push({ written: "", qualifiers: [], columns, starOmits: new Set() });
  return frame;
}
