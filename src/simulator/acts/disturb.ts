import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";

/** The world differs from its plan for a while. Nobody does it, so that it leaves no row. */
export const disturbAct = defineAct({
  kind: "disturb",
  check: () => null,
  apply(context, act) {
    context.account.disturbances.add(act.disturbance);
    return DONE;
  },
  record: () => undefined,
});
