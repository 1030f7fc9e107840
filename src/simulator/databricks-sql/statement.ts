/**
 * A statement in Databricks SQL as the parser understands it. What it does not understand is a {@link SqlRefusal},
 * never a guess. Names are parts as written without backticks; privileges in UPPER_UNDERSCORE.
 */
export type ParsedStatement =
  | { readonly kind: "query"; readonly query: QueryNode; readonly references: References }
  | {
      readonly kind: "grant" | "revoke";
      readonly privileges: readonly string[];
      readonly on: SecurableName;
      readonly principal: string;
    }
  | { readonly kind: "show_grants"; readonly principal: string | null; readonly on: SecurableName }
  | { readonly kind: "set_owner"; readonly on: SecurableName; readonly owner: string }
  | {
      readonly kind: "set_tags" | "unset_tags";
      readonly on: SecurableName;
      readonly column: string | null;
      /** Values are empty when unset. */
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "set_row_filter";
      readonly table: readonly string[];
      readonly functionName: readonly string[] | null;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: "set_mask";
      readonly table: readonly string[];
      readonly column: string;
      readonly functionName: readonly string[] | null;
      readonly usingColumns: readonly string[];
    }
  | {
      readonly kind: "create_policy";
      readonly name: string;
      readonly on: SecurableName;
      readonly isReplace: boolean;
      readonly comment: string | null;
      readonly policyType:
        | "POLICY_TYPE_ROW_FILTER"
        | "POLICY_TYPE_COLUMN_MASK"
        | "POLICY_TYPE_GRANT"
        | "POLICY_TYPE_DENY";
      readonly functionName: readonly string[] | null;
      readonly privileges: readonly string[];
      readonly to: readonly string[];
      readonly except: readonly string[];
      readonly forType: string;
      readonly when: string | null;
      readonly match: readonly { readonly condition: string; readonly alias: string }[];
      readonly onColumn: string | null;
      readonly using: readonly ({ readonly alias: string } | { readonly constant: string })[];
    }
  | { readonly kind: "drop_policy"; readonly name: string; readonly on: SecurableName }
  | { readonly kind: "describe_policy"; readonly name: string; readonly on: SecurableName }
  | { readonly kind: "show_policies"; readonly isEffective: boolean; readonly on: SecurableName }
  | { readonly kind: "show_catalogs"; readonly like: string | null }
  | { readonly kind: "show_schemas"; readonly catalog: string | null; readonly like: string | null }
  | {
      readonly kind: "show_tables" | "show_views";
      readonly catalog: string | null;
      readonly schemaLike: string | null;
      /** `IN c.s`, `IN s`, or null. */
      readonly schema: readonly string[] | null;
      readonly like: string | null;
    }
  | {
      readonly kind: "show_functions";
      readonly catalog: string | null;
      readonly schemaLike: string | null;
      readonly schema: readonly string[] | null;
      readonly like: string | null;
    }
  | {
      readonly kind: "show_columns";
      readonly catalog: string | null;
      readonly schemaLike: string | null;
      readonly tableLike: string | null;
      /** `IN c.s.t`, or null. */
      readonly table: readonly string[] | null;
      readonly like: string | null;
    }
  /** `SHOW KEYS` (primary keys) and `SHOW FOREIGN KEYS`. */
  | { readonly kind: "show_keys"; readonly isForeign: boolean; readonly table: readonly string[] }
  | { readonly kind: "describe_table"; readonly table: readonly string[]; readonly isExtended: boolean }
  | { readonly kind: "describe_history"; readonly table: readonly string[] }
  | { readonly kind: "use"; readonly catalog: string | null; readonly schema: string | null }
  | { readonly kind: "set_conf"; readonly name: string | null; readonly value: string | null }
  | {
      readonly kind: "create_securable";
      readonly type: "CATALOG" | "SCHEMA" | "VOLUME";
      readonly name: readonly string[];
      readonly ifNotExists: boolean;
      readonly comment: string | null;
    }
  | {
      readonly kind: "create_table";
      readonly name: readonly string[];
      readonly columns: readonly ColumnDefinition[];
      readonly rowFilter: {
        readonly functionName: readonly string[];
        readonly columns: readonly string[];
      } | null;
      readonly as: QueryNode | null;
      readonly references: References;
      readonly ifNotExists: boolean;
      readonly isReplace: boolean;
      readonly comment: string | null;
    }
  | {
      readonly kind: "create_view";
      readonly name: readonly string[];
      readonly text: string;
      readonly query: QueryNode;
      readonly references: References;
      readonly isReplace: boolean;
      readonly ifNotExists: boolean;
      readonly comment: string | null;
    }
  | {
      readonly kind: "create_function";
      readonly name: readonly string[];
      readonly parameters: readonly { readonly name: string; readonly type: string }[];
      readonly returnType: string;
      readonly body: string;
      readonly isReplace: boolean;
      readonly ifNotExists: boolean;
      readonly comment: string | null;
    }
  | {
      readonly kind: "drop";
      readonly on: SecurableName;
      readonly ifExists: boolean;
      readonly isCascade: boolean;
    }
  | {
      readonly kind: "add_columns";
      readonly table: readonly string[];
      readonly columns: readonly ColumnDefinition[];
    }
  | { readonly kind: "drop_columns"; readonly table: readonly string[]; readonly columns: readonly string[] }
  | {
      readonly kind: "insert";
      readonly table: readonly string[];
      readonly columns: readonly string[] | null;
      readonly query: QueryNode;
      readonly references: References;
      readonly isOverwrite: boolean;
    }
  | {
      readonly kind: "update";
      readonly table: readonly string[];
      readonly assignments: readonly { readonly column: string; readonly value: ExpressionNode }[];
      readonly where: ExpressionNode | null;
      readonly references: References;
    }
  | {
      readonly kind: "delete";
      readonly table: readonly string[];
      readonly where: ExpressionNode | null;
      readonly references: References;
    }
  | { readonly kind: "truncate"; readonly table: readonly string[] };

/** `METASTORE` has no name; `TABLE` also stands where the kind was left out. */
export interface SecurableName {
  readonly type: string;
  readonly parts: readonly string[];
}

export interface ColumnDefinition {
  readonly name: string;
  /** In lower case, as written otherwise. */
  readonly type: string;
  readonly isNullable: boolean;
  readonly comment: string | null;
  readonly mask: {
    readonly functionName: readonly string[];
    readonly usingColumns: readonly string[];
  } | null;
}

/** What a text names before anything is expanded; names of common table expressions are left out. */
export interface References {
  readonly tables: readonly (readonly string[])[];
  /** Functions that are not built in, with their qualified names. */
  readonly functions: readonly (readonly string[])[];
}

/** Syntax trees; made by the parser and read by the renderer only. */
declare const tree: unique symbol;
export interface QueryNode {
  readonly [tree]: "query";
}
export interface ExpressionNode {
  readonly [tree]: "expression";
}

/** A statement that cannot be run, in Databricks' form (`[PARSE_SYNTAX_ERROR] …`). */
export interface SqlRefusal {
  /** `PARSE_SYNTAX_ERROR`, `UNSUPPORTED_FEATURE`, `UNRESOLVED_ROUTINE` … */
  readonly condition: string;
  readonly message: string;
  readonly sqlState: string;
  readonly line: number | null;
  readonly column: number | null;
}
