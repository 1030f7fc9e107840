import { GatehouseError } from "../../domain/gatehouse-error.ts";
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
const SIZINGS = {
  tiny: { size: "2X_SMALL", dbuPerHour: 4 },
  small: { size: "SMALL", dbuPerHour: 12 },
  medium: { size: "MEDIUM", dbuPerHour: 24 },
} as const;
const ANALYTICS_COUNT: Readonly<Record<Preset["id"], number>> = { small: 1, demo: 1, bench: 2, large: 6 };

interface WarehousePlan {
  readonly name: string;
  readonly workspaceId: string;
  readonly sizing: (typeof SIZINGS)[keyof typeof SIZINGS];
}

/** Adds warehouses to the three workspaces; everybody who is in a workspace may use those in it. */
export function addWarehouses(draft: WorldDraft, members: WorldMembers): WarehouseIds {
  const { prod, analytics, dev } = draft.workspaceIds;
  const add = (plan: WarehousePlan): string => addWarehouse(draft, members, plan);
  return {
    pipelines: add({ name: "pipelines", workspaceId: prod, sizing: SIZINGS.medium }),
    engineering: add({ name: "engineering", workspaceId: prod, sizing: SIZINGS.small }),
    dashboards: add({ name: "dashboards", workspaceId: analytics, sizing: SIZINGS.medium }),
    analytics: Array.from({ length: ANALYTICS_COUNT[draft.preset.id] }, (_, index) =>
      add({ name: `analytics-${index + 1}`, workspaceId: analytics, sizing: SIZINGS.medium }),
    ),
    workshop: add({ name: "workshop", workspaceId: dev, sizing: SIZINGS.tiny }),
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
    ...plan.sizing,
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

/** Numeric id of a group local to a workspace. @throws BUG when there is none. */
function localGroup(
  draft: WorldDraft,
  { displayName, workspaceId }: { readonly displayName: string; readonly workspaceId: string },
): string {
  for (const group of draft.account.principals.values())
    if (group.kind === "group" && group.displayName === displayName && group.workspaceId === workspaceId)
      return group.id;
  throw new GatehouseError("BUG", {
    message: `workspace \`${workspaceId}\` has no group \`${displayName}\``,
  });
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
