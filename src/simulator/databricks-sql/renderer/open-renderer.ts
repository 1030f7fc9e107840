import type { RenderScope } from "../databricks-sql.ts";
import { refuseSql } from "../sql-refused.ts";
import type { Expression, Query } from "../tree/expression.ts";
import type { Renderer } from "./renderer.ts";
import { writeExpression } from "./write-expression.ts";
import { writeQuery } from "./write-query.ts";

/** Longest text written: functions that name an argument several times make a text grow by every level. */
const TEXT_LENGTH_MAX = 40 * 1024 * 1024;

export function openRenderer(scope: RenderScope): {
  query(query: Query): string;
  expression(expression: Expression): string;
} {
  const renderer: Renderer = {
    scope,
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
    expression: (expression) => renderer.write(expression, null).text,
  };
}
