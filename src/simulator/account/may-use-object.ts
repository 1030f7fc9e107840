import type { Account } from "./account.ts";
import { isWorkspaceAdmin } from "./admin-roles.ts";
import { checkPresence } from "./workspace-gate.ts";
import { workspaceClosureOf } from "./workspace-groups.ts";

/** One level on one workspace object. */
export interface ObjectQuestion {
  /** Numeric id. */
  readonly principalId: string;
  readonly workspaceId: string;
  /** As in paths of the permissions interface: `jobs`, `warehouses`, `authorization`. */
  readonly objectType: string;
  readonly objectId: string;
  /** `CAN_MANAGE_RUN` */
  readonly level: string;
}

/**
 * Whether the principal has at least a level on a workspace object: by an entry for it or a group of it, as its owner
 * (the creator when no entry names one), or as administrator of the workspace, who can manage everything in it. Personal
 * access tokens may be used by everybody in the workspace unless a list says otherwise. False for an object of another
 * workspace, for a type or level that is not known, and for who is not active or not assigned.
 * Source: Databricks documentation, "Access control lists".
 */
export function mayUseObject(account: Account, question: ObjectQuestion): boolean {
  const wanted = levelsOf(question.objectType).indexOf(question.level);
  const held = levelOn(account, question);
  return wanted >= 0 && held !== null && levelsOf(question.objectType).indexOf(held) >= wanted;
}

/** The highest level that the principal has on a workspace object; null when it has none. */
export function levelOn(account: Account, question: Omit<ObjectQuestion, "level">): string | null {
  const { principalId, workspaceId, objectType, objectId } = question;
  const home = homeOf(account, objectType, objectId);
  if (home !== null && home.workspaceId !== workspaceId) return null;
  if (checkPresence(account, principalId, workspaceId) !== null) return null;
  const closure = workspaceClosureOf(account, principalId, workspaceId);
  const direct = account.objectAcls.get(`${typeKey(objectType)}/${objectId}`)?.direct ?? null;
  const held = [...(direct ?? [])].filter(([id]) => closure.has(id)).map(([, level]) => level);
  if (home !== null && !hasOwner(direct) && closure.has(home.creator)) held.push("IS_OWNER");
  if (isWorkspaceAdmin(account, principalId, workspaceId)) held.push("CAN_MANAGE");
  if (direct === null && objectType === "authorization") held.push("CAN_USE");
  return highest(levelsOf(objectType), held);
}

/** Levels of a type of workspace object, lowest first; none for a type that is not known. */
export function levelsOf(objectType: string): readonly string[] {
  return LEVELS[typeKey(objectType)] ?? [];
}

const RUN_LEVELS: readonly string[] = ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"];

/** Source: Databricks REST reference, "Permissions". */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  jobs: ["CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE", "IS_OWNER"],
  pipelines: ["CAN_VIEW", "CAN_RUN", "CAN_MANAGE", "IS_OWNER"],
  clusters: ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"],
  "cluster-policies": ["CAN_USE"],
  "instance-pools": ["CAN_ATTACH_TO", "CAN_MANAGE"],
  warehouses: ["CAN_VIEW", "CAN_MONITOR", "CAN_USE", "CAN_MANAGE", "IS_OWNER"],
  notebooks: RUN_LEVELS,
  directories: RUN_LEVELS,
  files: RUN_LEVELS,
  repos: RUN_LEVELS,
  dashboards: RUN_LEVELS,
  alertsv2: RUN_LEVELS,
  experiments: ["CAN_READ", "CAN_EDIT", "CAN_MANAGE"],
  "serving-endpoints": ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"],
  apps: ["CAN_USE", "CAN_MANAGE"],
  authorization: ["CAN_USE", "CAN_MANAGE"],
};

function typeKey(objectType: string): string {
  return objectType === "sql/warehouses" ? "warehouses" : objectType;
}

interface Home {
  readonly workspaceId: string;
  /** Numeric id. */
  readonly creator: string;
}

/** Where an object that the account knows belongs to; null for all others. */
function homeOf(account: Account, objectType: string, objectId: string): Home | null {
  if (objectType === "jobs") return account.jobs.get(objectId) ?? null;
  return typeKey(objectType) === "warehouses" ? (account.warehouses.get(objectId) ?? null) : null;
}

function hasOwner(direct: ReadonlyMap<string, string> | null): boolean {
  return [...(direct?.values() ?? [])].includes("IS_OWNER");
}

function highest(levels: readonly string[], held: readonly string[]): string | null {
  const ranks = held.map((level) => levels.indexOf(level));
  return levels[Math.max(-1, ...ranks)] ?? null;
}
