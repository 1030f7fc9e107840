import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import type { SimulatedPrincipal } from "../account/account.ts";
import { addPrincipal } from "../account/add-principal.ts";
import type { WorldDraft } from "./world-draft.ts";

/** Entitlements that let a principal open a workspace and use SQL there. */
const ENTITLEMENTS = ["workspace-access", "databricks-sql-access"] as const;
const GROUP_AGE_DAYS = 400;
const SERVICE_AGE_DAYS = 300;

/** A moment `dayCount` days before the start. */
export function daysBefore(draft: WorldDraft, dayCount: number): EpochMs {
  return epochMs(draft.startAt - Math.round(dayCount * DAY_MS));
}

export interface GroupDraft {
  readonly displayName: string;
  readonly isSynced?: boolean;
  /** Null for a group of the account. */
  readonly workspaceId?: string | null;
  /** Numeric ids. */
  readonly members?: readonly string[];
}

/** Adds a group and returns its numeric id. */
export function addGroup(draft: WorldDraft, group: GroupDraft): string {
  return addPrincipal(draft.account, {
    kind: "group",
    displayName: group.displayName,
    externalId: group.isSynced === true ? `idp-group-${draft.account.nextId}` : null,
    createdAt: daysBefore(draft, GROUP_AGE_DAYS),
    workspaceId: group.workspaceId ?? null,
    members: group.members ?? [],
  }).id;
}

/** Adds a user synced from the identity provider and returns the numeric id. */
export function addUser(
  draft: WorldDraft,
  user: { readonly userName: string; readonly displayName: string; readonly createdAt: EpochMs },
): string {
  const externalId = `idp-user-${draft.account.nextId}`;
  return entitled(draft, addPrincipal(draft.account, { kind: "user", ...user, externalId }));
}

/** Adds a service principal and returns the numeric id. */
export function addServicePrincipal(
  draft: WorldDraft,
  service: { readonly displayName: string; readonly applicationId: string },
): string {
  const createdAt = daysBefore(draft, SERVICE_AGE_DAYS);
  return entitled(draft, addPrincipal(draft.account, { kind: "service_principal", ...service, createdAt }));
}

function entitled(draft: WorldDraft, { id, entitlements }: SimulatedPrincipal): string {
  for (const workspaceId of Object.values(draft.workspaceIds))
    entitlements.set(String(workspaceId), new Set<string>(ENTITLEMENTS));
  return id;
}
