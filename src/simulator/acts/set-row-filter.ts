import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { refuseFunctionUse, tableOf, touch } from "./table-of.ts";

/** A table gets a row filter, another one, or none (`row_filter` is then the JSON text `null`). */
export const setRowFilterAct = defineAct({
  kind: "set_row_filter",
  check: (context, act) =>
    refuseFunctionUse(context, act, {
      table: act.table,
      functionName: act.filter?.functionName ?? null,
      columns: act.filter?.columns ?? [],
    }),
  apply(context, act) {
    const table = tableOf(context, act.table);
    if (table === null) return DONE;
    table.detail.rowFilter = act.filter;
    touch(context, table.securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    const filter =
      act.filter === null
        ? null
        : { function_name: act.filter.functionName, input_column_names: act.filter.columns };
    logMetastore(context, act, {
      action: "updateTables",
      params: { full_name_arg: act.table, row_filter: JSON.stringify(filter) },
      result: JSON.stringify({ full_name: act.table }),
      outcome,
    });
  },
});
