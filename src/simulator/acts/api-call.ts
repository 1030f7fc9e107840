import type { ActOf } from "./act.ts";
import { keptParams, memoryOf, type RequestParams } from "./act-memory.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { ACCOUNT_LEVEL, metastoreParams } from "./log-audit.ts";

/** Parameters that name one thing which hardly comes again. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  "command_id",
  "commandId",
  "commandText",
  "conversation_id",
  "message_id",
  "queryId",
  "queryResultId",
  "requestId",
  "run_id",
  "runId",
  "statement_id",
  "time",
  "transferredSize",
  "receivedSize",
]);

interface SplitParams {
  readonly params: RequestParams;
  readonly ownParams: RequestParams | null;
}

/** Splits of parameter objects that were seen before. */
const SPLITS = new WeakMap<RequestParams, SplitParams>();

/**
 * A call that changes nothing which the account keeps; its status is what the act says. Whoever makes the act knows
 * whether the caller may: only who cannot sign in is refused here.
 */
export const apiCallAct = defineAct({
  kind: "api_call",
  check: () => null,
  apply: () => DONE,
  record(context, act, outcome) {
    const refusal = outcome.kind === "refused" ? outcome.refusal : null;
    const { params, ownParams } = paramsOf(context, act);
    context.log.audit({
      at: act.at,
      workspaceId: act.isAccountLevel ? ACCOUNT_LEVEL : (act.workspaceId ?? ACCOUNT_LEVEL),
      actor: act.actor,
      address: act.address,
      userAgent: act.userAgent,
      service: act.service,
      action: act.action,
      params,
      ownParams,
      status: refusal?.status ?? act.status,
      error: refusal?.message ?? act.error,
      result: null,
      runAs: null,
    });
  },
});

function paramsOf(context: ActContext, act: ActOf<"api_call">): SplitParams {
  const split = SPLITS.get(act.params) ?? splitParams(act.params);
  if (act.service !== "unityCatalog") return split;
  const { metastoreCalls } = memoryOf(context);
  const known = metastoreCalls.get(split.params) ?? new Map<string | null, RequestParams>();
  metastoreCalls.set(split.params, known);
  const params = known.get(act.workspaceId) ?? metastoreCall(context, act.workspaceId, split.params);
  known.set(act.workspaceId, params);
  return { params, ownParams: split.ownParams };
}

/** One object for calls that say the same, whatever object they came with. */
function metastoreCall(
  context: ActContext,
  workspaceId: string | null,
  params: RequestParams,
): RequestParams {
  const key = `api|${workspaceId}|${Object.entries(params).join("|")}`;
  return keptParams(memoryOf(context), key, () => ({ ...metastoreParams(context, workspaceId), ...params }));
}

function splitParams(all: RequestParams): SplitParams {
  const names = Object.keys(all);
  if (!names.some((name) => OWN_KEYS.has(name))) {
    const split = { params: all, ownParams: null };
    SPLITS.set(all, split);
    return split;
  }
  const entries = Object.entries(all);
  return {
    params: Object.fromEntries(entries.filter(([name]) => !OWN_KEYS.has(name))),
    ownParams: Object.fromEntries(entries.filter(([name]) => OWN_KEYS.has(name))),
  };
}
