import type { ActOrigin, Outcome } from "./act.ts";
import type { RequestParams } from "./act-memory.ts";
import type { ActContext } from "./define-act.ts";

/** One row of the audit log, as the service that writes it sees it. */
interface AuditEvent {
  readonly service: string;
  readonly action: string;
  readonly isAccountLevel: boolean;
  readonly params: RequestParams;
  readonly ownParams?: RequestParams | null;
  readonly result?: string | null;
  /** Name of whose rights were used where they are not the actor's. */
  readonly runAs?: string | null;
  /** When it differs from the act's. */
  readonly at?: number;
}

/** Workspace of rows on the level of the account. */
export const ACCOUNT_LEVEL = "0";
const OK = 200;

/** Leaves one audit row with the answer that the act got. */
export function logAudit(
  context: ActContext,
  act: ActOrigin,
  told: AuditEvent & { readonly outcome: Outcome },
): void {
  const { outcome } = told;
  const refusal = outcome.kind === "refused" ? outcome.refusal : null;
  context.log.audit({
    at: told.at ?? act.at,
    workspaceId: told.isAccountLevel ? ACCOUNT_LEVEL : (act.workspaceId ?? ACCOUNT_LEVEL),
    actor: act.actor,
    address: act.address,
    userAgent: act.userAgent,
    service: told.service,
    action: told.action,
    params: told.params,
    ownParams: told.ownParams ?? null,
    status: refusal === null ? OK : refusal.status,
    error: refusal === null ? null : `DatabricksServiceException: ${refusal.code}: ${refusal.message}`,
    result: refusal === null ? (told.result ?? null) : null,
    runAs: told.runAs ?? null,
  });
}

interface MetastoreEvent {
  readonly action: string;
  readonly params: RequestParams;
  readonly ownParams?: RequestParams | null;
  readonly result?: string | null;
  readonly outcome: Outcome;
}

/** A row of Unity Catalog: on the level of the account, the workspace and the metastore among the parameters. */
export function logMetastore(context: ActContext, act: ActOrigin, event: MetastoreEvent): void {
  logAudit(context, act, {
    ...event,
    service: "unityCatalog",
    isAccountLevel: true,
    params: { ...event.params, ...metastoreParams(context, act.workspaceId) },
  });
}

/** What every request to Unity Catalog carries. */
export function metastoreParams(context: ActContext, workspaceId: string | null): Record<string, string> {
  return {
    ...(workspaceId === null ? {} : { workspace_id: workspaceId }),
    metastore_id: context.account.metastoreId,
  };
}
