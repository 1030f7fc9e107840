import { invalidValue, securableMissing } from "../account/account-refusals.ts";
import { mayAlter } from "../account/can-manage.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { tableOf, touch } from "./table-of.ts";

/** The columns of a table become others. Who may write the table may do so, and who may alter it. */
export const setColumnsAct = defineAct({
  kind: "set_columns",
  check(context, act) {
    const table = tableOf(context, act.table);
    if (table === null) return securableMissing({ type: "table", name: act.table });
    if (table.detail.viewText !== null)
      return invalidValue(`'${act.table}' is a view: its columns follow from its query.`);
    const callerId = callerIdOf(context, act);
    const where = { securable: table.securable, workspaceId: act.workspaceId };
    if (callerId === null || mayAlter(context.account, callerId, where)) return null;
    return checkPrivilege(context.account, {
      principalId: callerId,
      workspaceId: act.workspaceId,
      securable: { type: "table", name: act.table },
      privilege: "MODIFY",
    });
  },
  apply(context, act) {
    const table = tableOf(context, act.table);
    if (table === null) return DONE;
    table.detail.columns = act.columns;
    touch(context, table.securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    logMetastore(context, act, {
      action: "updateTables",
      params: { full_name_arg: act.table },
      ownParams: {
        columns: JSON.stringify(act.columns.map(({ name, type }) => ({ name, type_text: type }))),
      },
      result: JSON.stringify({ full_name: act.table }),
      outcome,
    });
  },
});
