import type { TextPlace } from "../sql-refused.ts";
import type { DataType } from "./data-type.ts";

export type NumberType = "tinyint" | "smallint" | "int" | "bigint" | "decimal" | "double" | "float";

/** Operators between two values. */
export type Operator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "DIV"
  | "||"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "<=>";

export interface SortItem {
  readonly value: Expression;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}

export interface WindowFrame {
  readonly unit: "ROWS" | "RANGE";
  readonly from: FrameBound;
  readonly to: FrameBound;
}

export type FrameBound =
  | { readonly kind: "UNBOUNDED PRECEDING" | "UNBOUNDED FOLLOWING" | "CURRENT ROW" }
  | { readonly kind: "PRECEDING" | "FOLLOWING"; readonly distance: Expression };

/** `OVER (…)`; `name` of a window of the WINDOW clause that it is or starts from. */
export interface WindowDefinition {
  readonly name: string | null;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame: WindowFrame | null;
}

export interface CallExpression {
  readonly kind: "call";
  /** As written. */
  readonly parts: readonly string[];
  readonly args: readonly Expression[];
  readonly isDistinct: boolean;
  readonly filter: Expression | null;
  readonly withinGroup: readonly SortItem[] | null;
  readonly nulls: "ignore" | "respect" | null;
  readonly over: WindowDefinition | null;
  readonly place: TextPlace;
}

export type Expression =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string" | "bytes"; readonly value: string }
  | { readonly kind: "number"; readonly text: string; readonly type: NumberType }
  /** Text as DuckDB reads it; `isZoned` false for TIMESTAMP_NTZ. */
  | { readonly kind: "date"; readonly text: string }
  | { readonly kind: "timestamp"; readonly text: string; readonly isZoned: boolean }
  | { readonly kind: "interval"; readonly months: number; readonly days: number; readonly micros: bigint }
  | { readonly kind: "column"; readonly parts: readonly string[]; readonly place: TextPlace }
  | { readonly kind: "star"; readonly qualifier: readonly string[]; readonly except: readonly string[] }
  | {
      readonly kind: "operator";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "all" | "any"; readonly items: readonly Expression[] }
  | { readonly kind: "not" | "negate" | "bit_not"; readonly value: Expression }
  | {
      readonly kind: "is";
      readonly test: "NULL" | "TRUE" | "FALSE";
      readonly value: Expression;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: "between";
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: "in";
      readonly value: Expression;
      readonly options: readonly Expression[] | Query;
      readonly isNegated: boolean;
    }
  | {
      readonly kind: "like";
      readonly manner: "LIKE" | "ILIKE" | "RLIKE";
      readonly value: Expression;
      readonly patterns: readonly Expression[];
      /** How several patterns are joined. */
      readonly quantifier: "any" | "all";
      readonly escape: string;
      readonly isNegated: boolean;
      readonly place: TextPlace;
    }
  | { readonly kind: "exists" | "subquery"; readonly query: Query }
  | { readonly kind: "row"; readonly items: readonly Expression[] }
  | {
      readonly kind: "case";
      readonly value: Expression | null;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
    }
  | { readonly kind: "cast"; readonly value: Expression; readonly type: DataType; readonly isTry: boolean }
  | { readonly kind: "lambda"; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: "subscript"; readonly value: Expression; readonly key: Expression }
  | { readonly kind: "field"; readonly value: Expression; readonly name: string }
  | CallExpression;

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: SetOperand;
  readonly orderBy: readonly SortItem[];
  readonly isOrderedByAll: SortItem | null;
  readonly limit: Expression | null;
  readonly offset: Expression | null;
}

export type SetOperand =
  | Select
  | { readonly kind: "values"; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: "nested"; readonly query: Query }
  | { readonly kind: "set"; readonly first: SetOperand; readonly rest: readonly SetBranch[] };

export interface SetBranch {
  readonly operator: "UNION" | "INTERSECT" | "EXCEPT";
  readonly isAll: boolean;
  readonly operand: SetOperand;
}

export interface SelectItem {
  readonly value: Expression;
  /** Several for a generator that gives several columns. */
  readonly aliases: readonly string[];
  /** Text as written, for the name of a column without alias. */
  readonly text: string;
}

export interface Select {
  readonly kind: "select";
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: Relation | null;
  readonly where: Expression | null;
  readonly groupBy: GroupBy | null;
  readonly having: Expression | null;
  readonly qualify: Expression | null;
  readonly windows: readonly { readonly name: string; readonly window: WindowDefinition }[];
}

export type GroupBy =
  | { readonly kind: "all" }
  | { readonly kind: "items"; readonly items: readonly GroupItem[] };

export type GroupItem =
  | { readonly kind: "value"; readonly value: Expression }
  | {
      readonly kind: "ROLLUP" | "CUBE" | "GROUPING SETS";
      readonly sets: readonly (readonly Expression[])[];
    };

export interface RelationAlias {
  readonly name: string | null;
  readonly columns: readonly string[];
}

export type JoinKind = "INNER" | "CROSS" | "LEFT" | "RIGHT" | "FULL" | "SEMI" | "ANTI";

export type Relation =
  | {
      readonly kind: "table";
      readonly parts: readonly string[];
      readonly isCommon: boolean;
      readonly alias: RelationAlias;
    }
  | {
      readonly kind: "query";
      readonly query: Query;
      readonly isLateral: boolean;
      readonly alias: RelationAlias;
    }
  | {
      readonly kind: "generator";
      readonly call: Expression;
      readonly alias: RelationAlias;
      readonly isOuter: boolean;
    }
  | { readonly kind: "range"; readonly args: readonly Expression[]; readonly alias: RelationAlias }
  | {
      readonly kind: "join";
      readonly join: JoinKind;
      readonly isNatural: boolean;
      readonly left: Relation;
      readonly right: Relation;
      readonly on: Expression | null;
      readonly using: readonly string[];
    };
