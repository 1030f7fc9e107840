import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { renderSql, type Sql, type SqlValue } from "../../sql/sql.ts";

/** A named parameter of Statement Execution; without `value` it is NULL. */
export interface StatementParameter {
  readonly name: string;
  readonly type: string;
  readonly value?: string;
}

/** Text and parameters as Statement Execution takes them. */
export function statementText(part: Sql): {
  readonly text: string;
  readonly parameters: readonly StatementParameter[];
} {
  const { text, values } = renderSql(part, databricksDialect.placeholder);
  return { text, parameters: values.map(parameterOf) };
}

const INT32_MAX = 2_147_483_647;
const INT64_MAX = 9_223_372_036_854_775_807n;

/** The placeholder of value i is `:p<i + 1>`. */
function parameterOf(value: SqlValue, index: number): StatementParameter {
  const name = databricksDialect.placeholder(index + 1).slice(1);
  if (value === null) return { name, type: "STRING" };
  return { name, type: typeOf(value), value: String(value) };
}

/** The narrowest usual type that holds the value. */
function typeOf(value: string | number | bigint | boolean): string {
  if (typeof value === "string") return "STRING";
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "bigint")
    return value <= INT64_MAX && value >= -INT64_MAX ? "BIGINT" : "DECIMAL(38,0)";
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return "DOUBLE";
  return Math.abs(value) <= INT32_MAX ? "INT" : "BIGINT";
}
