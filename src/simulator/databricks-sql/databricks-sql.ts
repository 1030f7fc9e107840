import type { ExpressionNode, ParsedStatement, QueryNode, SqlRefusal } from "./statement.ts";

/** A parameter of a statement: `:name`, or `?` by its place. Absent value: NULL. */
export interface SqlParameter {
  readonly name: string | null;
  /** From 1; null for named ones. */
  readonly ordinal: number | null;
  readonly type: string;
  readonly value: string | null;
}

export type Parsed = ParsedStatement | { readonly kind: "refused"; readonly refusal: SqlRefusal };

/** What a name means when a tree is written as DuckDB text. */
export interface RenderScope {
  /** DuckDB text of a table or view to stand after FROM (a name or a parenthesized subquery). Throws what it likes. */
  table(parts: readonly string[]): string;
  /**
   * A function that is not built in, called with arguments already in DuckDB text: the DuckDB expression that stands for
   * the call. `parts` is its name as written.
   */
  call(parts: readonly string[], args: readonly string[]): string;
  readonly session: {
    /** `current_user()`, `session_user()`. */
    readonly user: string;
    readonly catalog: string;
    readonly schema: string;
    /** The account's time. */
    readonly nowMs: number;
    isAccountGroupMember(group: string): boolean;
    /** `is_member()`: groups of the workspace. */
    isMember(group: string): boolean;
  };
}

export interface RenderedStatement {
  /** Text that DuckDB runs. */
  readonly text: string;
}

/**
 * Parser and rewriter of the Databricks SQL that the emulator understands, over a listed set of syntax and functions.
 * Everything else is refused in Databricks' words.
 */
export interface DatabricksSql {
  parse(text: string, parameters: readonly SqlParameter[]): Parsed;
  /** A single expression (body of a function, condition of a policy). */
  parseExpression(text: string): ExpressionNode | { readonly kind: "refused"; readonly refusal: SqlRefusal };
  renderQuery(
    query: QueryNode,
    scope: RenderScope,
  ): RenderedStatement | { readonly kind: "refused"; readonly refusal: SqlRefusal };
  renderExpression(
    expression: ExpressionNode,
    scope: RenderScope,
  ): RenderedStatement | { readonly kind: "refused"; readonly refusal: SqlRefusal };
}
