import type { Expression, SortItem, WindowSpec } from "./expression.ts";

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
  readonly windows: readonly { readonly name: string; readonly window: WindowSpec }[];
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
