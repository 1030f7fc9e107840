import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/** Use of compute in an hour, as it is billed; the tags are those of the job. Disturbed quantities come so already. */
export const usageAct = defineAct({
  kind: "usage",
  check: () => null,
  apply: () => DONE,
  record(context, act) {
    const job = act.jobId === null ? undefined : context.account.jobs.get(act.jobId);
    context.log.usage({
      startAt: act.startAt,
      endAt: act.endAt,
      workspaceId: act.workspaceId ?? "",
      sku: act.sku,
      product: act.product,
      quantityDbu: act.quantityDbu,
      jobId: act.jobId,
      jobRunId: act.jobRunId,
      warehouseId: act.warehouseId,
      clusterId: act.clusterId,
      runAs: act.runAs,
      tags: job === undefined || job.tags.size === 0 ? NO_TAGS : Object.fromEntries(job.tags),
    });
  },
});
