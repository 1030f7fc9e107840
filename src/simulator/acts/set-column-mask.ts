import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { refuseFunctionUse, tableOf, touch } from "./table-of.ts";

/** A column gets a mask, another one, or none (its `mask` among the `columns` is then null). */
export const setColumnMaskAct = defineAct({
  kind: "set_column_mask",
  check: (context, act) =>
    refuseFunctionUse(context, act, {
      table: act.table,
      functionName: act.mask?.functionName ?? null,
      columns: [act.column, ...(act.mask?.columns ?? [])],
    }),
  apply(context, act) {
    const table = tableOf(context, act.table);
    if (table === null) return DONE;
    table.detail.columns = table.detail.columns.map((column) =>
      column.name === act.column ? { ...column, mask: act.mask } : column,
    );
    touch(context, table.securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    const mask =
      act.mask === null
        ? null
        : {
            function_name: act.mask.functionName,
            using_column_names: act.mask.columns.filter((name) => name !== act.column),
          };
    logMetastore(context, act, {
      action: "updateTables",
      params: { full_name_arg: act.table, columns: JSON.stringify([{ name: act.column, mask }]) },
      result: JSON.stringify({ full_name: act.table }),
      outcome,
    });
  },
});
