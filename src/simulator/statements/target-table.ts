import type { TableColumn } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { filterAndMasksFor } from "../account/effective-policies.ts";
import { type ScopeParts, useText } from "./query-scope.ts";
import { refuse, refuseWith } from "./refuse.ts";
import { findSecurable, fullName, quoted } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";

/** A table that the session's user may write. */
export interface TargetTable {
  readonly name: string;
  /** As the statement names it. */
  readonly parts: readonly string[];
  readonly columns: readonly TableColumn[];
}

/** @throws a refusal unless the table keeps rows and the session's user may write it. */
export function targetTable({ parts, session }: StatementWork, name: readonly string[]): TargetTable {
  const table = fullName(session, "table", name);
  const refusal = checkPrivilege(parts.account, {
    principalId: session.principalId,
    workspaceId: session.workspaceId,
    securable: { type: "table", name: table },
    privilege: "MODIFY",
  });
  if (refusal !== null) return refuseWith(refusal);
  const securable = findSecurable(parts.account, "table", table);
  if (securable?.detail.kind !== "table")
    return refuse("TABLE_OR_VIEW_NOT_FOUND", `The table or view ${quoted(name)} cannot be found.`, "42P01");
  if (securable.detail.viewText !== null)
    return refuse(
      "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
      `${quoted(name)} is a view: it cannot be written.`,
      "42809",
    );
  if (parts.rows.relation(table) === null)
    return refuse(
      "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      `The table ${quoted(name)} does not support writes: it keeps no rows of its own.`,
      "0A000",
    );
  return { name: table, parts: name, columns: securable.detail.columns };
}

/** The column of that name. @throws a refusal when the table has none. */
export function targetColumn({ columns }: TargetTable, name: string): TableColumn {
  const wanted = name.toLowerCase();
  return (
    columns.find((column) => column.name === wanted) ??
    refuse(
      "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
      `A column, variable, or function parameter with name \`${name}\` cannot be resolved.`,
      "42703",
    )
  );
}

/**
 * What the session's user sees of the rows that it changes: DuckDB text of the row filter (null when there is none), and
 * the columns that are masked for it, which conditions and values must not read.
 */
export function policiesOnTarget(
  scope: ScopeParts,
  { name }: TargetTable,
): { readonly filter: string | null; readonly maskedColumns: ReadonlySet<string> } {
  const policies = filterAndMasksFor(scope.parts.account, scope.session.principalId, name);
  if (policies.kind === "refused") return refuseWith(policies.refusal);
  const { rowFilter, masks } = policies;
  return {
    filter: rowFilter === null ? null : useText(scope, rowFilter),
    maskedColumns: new Set(masks.keys()),
  };
}
