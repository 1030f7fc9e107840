import { principalIdOf } from "../account/find-principal.ts";
import { drawHex } from "./draw-id.ts";
import type { ClusterPlan, Preset } from "./world.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Ids of warehouses by what they are for. */
export interface WarehouseIds {
  readonly pipelines: string;
  readonly engineering: string;
  readonly dashboards: string;
  /** People in the workspace analytics; larger accounts have several. */
  readonly analytics: readonly string[];
  readonly workshop: string;
}

/** DBU an hour by size. Source: Databricks documentation, "SQL warehouse sizing, scaling, and queuing behavior". */
const DBU_PER_HOUR = { "2X_SMALL": 4, SMALL: 12, MEDIUM: 24, LARGE: 40 } as const;
const ANALYTICS_COUNT: Readonly<Record<Preset["id"], number>> = { small: 1, demo: 1, bench: 2, large: 6 };

interface WarehousePlan {
  readonly name: string;
  readonly workspaceId: string;
  readonly size: keyof typeof DBU_PER_HOUR;
}

/** Adds warehouses to the three workspaces; everybody who is in a workspace may use those in it. */
export function addWarehouses(draft: WorldDraft, members: WorldMembers): WarehouseIds {
  const { prod, analytics, dev } = draft.workspaceIds;
  const add = (plan: WarehousePlan): string => addWarehouse(draft, members, plan);
  return {
    pipelines: add({ name: "pipelines", workspaceId: prod, size: "MEDIUM" }),
    engineering: add({ name: "engineering", workspaceId: prod, size: "SMALL" }),
    dashboards: add({ name: "dashboards", workspaceId: analytics, size: "MEDIUM" }),
    analytics: Array.from({ length: ANALYTICS_COUNT[draft.preset.id] }, (_, index) =>
      add({ name: `analytics-${index + 1}`, workspaceId: analytics, size: "MEDIUM" }),
    ),
    workshop: add({ name: "workshop", workspaceId: dev, size: "2X_SMALL" }),
  };
}

function addWarehouse(draft: WorldDraft, { groups, adminName }: WorldMembers, plan: WarehousePlan): string {
  const { account } = draft;
  const id = drawHex(draft.random.fork(`warehouse ${plan.name}`), 16);
  account.warehouses.set(id, {
    id,
    name: plan.name,
    workspaceId: plan.workspaceId,
    creator: principalIdOf(account, adminName) ?? "",
    size: plan.size,
    dbuPerHour: DBU_PER_HOUR[plan.size],
    state: "STOPPED",
  });
  const users = localGroup(draft, { displayName: "users", workspaceId: plan.workspaceId });
  account.objectAcls.set(`warehouses/${id}`, {
    direct: new Map([
      [groups.idOf("platform-admins"), "CAN_MANAGE"],
      [users, "CAN_USE"],
    ]),
  });
  return id;
}

/** Numeric id of a group local to a workspace. */
function localGroup(
  draft: WorldDraft,
  { displayName, workspaceId }: { readonly displayName: string; readonly workspaceId: string },
): string {
  for (const principal of draft.account.principals.values())
    if (
      principal.kind === "group" &&
      principal.displayName === displayName &&
      principal.workspaceId === workspaceId
    )
      return principal.id;
  return "";
}

/** All-purpose compute, one cluster a workspace. */
export function drawClusters(draft: WorldDraft, owner: string): readonly ClusterPlan[] {
  const { prod, analytics, dev } = draft.workspaceIds;
  return [prod, analytics, dev].map((workspaceId) => ({
    id: `0101-${drawHex(draft.random.fork(`cluster ${workspaceId}`), 6)}-${drawHex(draft.random.fork(`cluster name ${workspaceId}`), 8)}`,
    workspaceId,
    owner,
    dbuPerHour: 6,
  }));
}
