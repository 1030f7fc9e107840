import type { ExpressionNode, QueryNode } from "../statement.ts";
import type { Expression, Query } from "./expression.ts";

/** Trees leave this folder sealed, and come back through the same door. */
export function sealQuery(query: Query): QueryNode {
  return query as unknown as QueryNode;
}

export function openQuery(node: QueryNode): Query {
  return node as unknown as Query;
}

export function sealExpression(expression: Expression): ExpressionNode {
  return expression as unknown as ExpressionNode;
}

export function openExpression(node: ExpressionNode): Expression {
  return node as unknown as Expression;
}
