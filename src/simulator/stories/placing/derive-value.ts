import type { RandomGenerator } from "../../../stats/random.ts";
import { profileOf } from "./actor-profile.ts";
import { principalValue } from "./candidates.ts";
import { type Ground, securableOf, worldIndex } from "./ground.ts";
import type { StoryValue } from "./story-value.ts";

interface Derivation {
  readonly ground: Ground;
  readonly from: StoryValue;
  readonly random: RandomGenerator;
}

/** `the schema of Orders`: null when there is none. */
export function deriveValue(derivation: string, context: Derivation): StoryValue | null {
  const { ground, from } = context;
  switch (derivation) {
    case "schema":
      return container(ground, from, "schema");
    case "catalog":
      return container(ground, from, "catalog");
    case "table":
      return from.kind === "column" ? { kind: "securable", ref: { type: "table", name: from.table } } : null;
    case "owner":
      return from.kind === "securable" ? principal(ground, securableOf(ground, from.ref)?.owner) : null;
    case "writer":
      return from.kind === "securable" ? writer(ground, from.ref.name) : null;
    case "runner":
      return from.kind === "job" ? principal(ground, ground.account.jobs.get(from.id)?.runAs) : null;
    default:
      return workPlace(derivation, context);
  }
}

function container(ground: Ground, from: StoryValue, type: "schema" | "catalog"): StoryValue | null {
  if (from.kind !== "securable") return null;
  const depth = type === "catalog" ? 1 : 2;
  const name = from.ref.name.split(".").slice(0, depth).join(".");
  return securableOf(ground, { type, name }) === null ? null : { kind: "securable", ref: { type, name } };
}

function principal({ account }: Ground, id: string | undefined): StoryValue | null {
  const found = id === undefined ? undefined : account.principals.get(id);
  return found === undefined ? null : principalValue(found);
}

function writer({ world, account }: Ground, table: string): StoryValue | null {
  const plan = world.jobs.find(({ writes }) => writes === table);
  const job = plan === undefined ? undefined : account.jobs.get(plan.jobId);
  return job === undefined ? null : { kind: "job", id: job.id, name: job.name };
}

/** Warehouse, workspace or network of somebody, a job or a warehouse. */
function workPlace(derivation: string, { ground, from, random }: Derivation): StoryValue | null {
  const place = placeOf({ ground, from, random });
  if (place === null) return null;
  const { account } = ground;
  const workspace = account.workspaces.get(place.workspaceId);
  const warehouse = account.warehouses.get(place.warehouseId);
  if (derivation === "workspace")
    return workspace === undefined ? null : { kind: "workspace", id: workspace.id, name: workspace.name };
  if (derivation === "warehouse")
    return warehouse === undefined ? null : { kind: "warehouse", id: warehouse.id, name: warehouse.name };
  return place.address === null ? null : { kind: "network", address: place.address };
}

interface WorkPlace {
  readonly workspaceId: string;
  readonly warehouseId: string;
  readonly address: string | null;
}

function placeOf({ ground, from, random }: Derivation): WorkPlace | null {
  if (from.kind === "principal") return profileOf(ground, from.id, random);
  if (from.kind === "job") {
    const plan = worldIndex(ground.world).jobs.get(from.id);
    return plan === undefined ? null : { ...plan, address: null };
  }
  if (from.kind !== "warehouse") return null;
  const warehouse = ground.account.warehouses.get(from.id);
  return warehouse === undefined
    ? null
    : { workspaceId: warehouse.workspaceId, warehouseId: warehouse.id, address: null };
}
