import type { PlainRead } from "./plain-read.ts";
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
  /**
   * DuckDB text of a table or view to stand after FROM (a name or a parenthesized subquery), with its columns where they
   * are known: all of them, in order. Throws what it likes.
   */
  table(parts: readonly string[]): string | TableText;
  /**
   * A function that is not built in, called with arguments already in DuckDB text: the DuckDB expression that stands for
   * the call. `parts` is its name as written.
   */
  call(parts: readonly string[], args: readonly string[]): string | CallText;
  /** Columns that an expression standing alone sees: parameters of a function, columns of a table. Absent: not known. */
  readonly columns?: readonly ColumnType[];
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

export interface TableText {
  readonly text: string;
  /** Null when only DuckDB knows them. */
  readonly columns: readonly ColumnType[] | null;
}

export interface CallText {
  readonly text: string;
  readonly type: string;
}

export interface ColumnType {
  readonly name: string;
  /**
   * Databricks' type (`map<string,string>`) that DuckDB's type of the column stands for, or what a renderer told; null
   * when only DuckDB knows it.
   */
  readonly type: string | RenderedType | null;
}

/** What is known of the type of a rendered column; for scopes to hand back. */
export interface RenderedType {
  readonly [rendered]: "type";
}
declare const rendered: unique symbol;

export interface RenderedStatement {
  /** Text that DuckDB runs. */
  readonly text: string;
}

export interface RenderedQuery extends RenderedStatement {
  /** Columns of its rows; null when only DuckDB knows them. */
  readonly columns: readonly ColumnType[] | null;
}

/**
 * Parser and rewriter of the Databricks SQL that the emulator understands, over a listed set of syntax and functions.
 * Everything else is refused in Databricks' words.
 */
export interface DatabricksSql {
  parse(text: string, parameters: readonly SqlParameter[]): Parsed;
  /** A single expression (body of a function, condition of a policy). */
  parseExpression(text: string): ExpressionNode | { readonly kind: "refused"; readonly refusal: SqlRefusal };
  /** The query as one that shows a table as it is; null when it is more than that. */
  plainRead(query: QueryNode): PlainRead | null;
  renderQuery(
    query: QueryNode,
    scope: RenderScope,
  ): RenderedQuery | { readonly kind: "refused"; readonly refusal: SqlRefusal };
  renderExpression(
    expression: ExpressionNode,
    scope: RenderScope,
  ): RenderedStatement | { readonly kind: "refused"; readonly refusal: SqlRefusal };
}
