import type { AbacPolicy, SimulatedSecurable } from "../../src/simulator/account/account.ts";
import { CONDITIONS, GRANTABLE, type RandomAccount, type RandomSecurable } from "./random-account.ts";

/** One question about a random account. */
export interface OracleQuestion {
  readonly principalId: string;
  readonly workspaceId: string | null;
  readonly securable: RandomSecurable;
  readonly privilege: string;
  /** Asked for the owner of a view or function that somebody else uses: being in the account is enough to be there. */
  readonly isDefiner?: boolean;
}

/** A row that an administrator sees listed on a securable. */
export interface ListedRow {
  readonly principalId: string;
  readonly privileges: readonly { readonly privilege: string }[];
}

/** A random account, and what an administrator sees listed on each securable in it. */
export interface OracleWorld extends RandomAccount {
  readonly rowsOn: (securable: RandomSecurable) => readonly ListedRow[];
}

/** Somebody somewhere in it. */
interface Caller {
  readonly world: OracleWorld;
  readonly principalId: string;
  readonly workspaceId: string | null;
  readonly isDefiner?: boolean;
}

/**
 * Why somebody may, by trying every group, row, owner, policy and role in turn: slow, with nothing kept, and sharing no
 * code with the simulator. Grants are taken from what an administrator sees listed. Empty when it may not.
 */
export function explainAccess(world: OracleWorld, question: OracleQuestion): readonly string[] {
  const { principalId, workspaceId, securable, privilege, isDefiner = false } = question;
  const caller = { world, principalId, workspaceId, isDefiner };
  if (privilege === "MANAGE") return explainManage(caller, securable);
  return passesGates(caller, securable, privilege) ? reasons(caller, securable, privilege) : [];
}

/** Everything but holding the privilege: being there, no denial, bindings, USE, and what the privilege is worthless without. */
export function passesAccessGates(world: OracleWorld, question: OracleQuestion): boolean {
  const { principalId, workspaceId, securable, privilege } = question;
  return passesGates({ world, principalId, workspaceId }, securable, privilege);
}

/** Who sees all grants on a securable; everybody else sees its own. */
export function seesAllByOracle(
  world: OracleWorld,
  principalId: string,
  securable: RandomSecurable,
): boolean {
  const caller = { world, principalId, workspaceId: null };
  if (isMetastoreAdmin(caller)) return true;
  if (above(world, securable, true).some((level) => owns(caller, level))) return true;
  if (securable.kind === "metastore" && isAccountAdmin(caller)) return true;
  return ["MANAGE", "READ_METADATA"].some((privilege) => has(caller, securable, privilege));
}

/** Whether the principal is the group, or in it through any chain of groups. */
export function isInGroup({ account }: RandomAccount, principalId: string, groupId: string): boolean {
  const visit = (id: string, seen: readonly string[]): boolean => {
    if (id === principalId) return true;
    const group = account.principals.get(id);
    if (group?.kind !== "group" || group.workspaceId !== null || seen.includes(id)) return false;
    if (group.displayName === "account users") return account.principals.has(principalId);
    const administered = [...account.workspaces.values()].filter(
      ({ id: workspaceId }) =>
        group.displayName === `_workspace_admins_databricks_${account.accountId}_workspace_${workspaceId}`,
    );
    const admins = administered.flatMap(({ assignments }) =>
      [...assignments].filter(([, level]) => level === "ADMIN").map(([assigned]) => assigned),
    );
    return [...group.members, ...admins].some((member) => visit(member, [...seen, id]));
  };
  return visit(groupId, []);
}

function passesGates(caller: Caller, securable: RandomSecurable, privilege: string): boolean {
  const { world } = caller;
  if (!isPresent(caller) || isDenied(caller, standsOn(world, securable, privilege), privilege)) return false;
  if (privilege === "MANAGE" && isMetastoreAdmin(caller)) return true;
  const isWrite = /^(?:MODIFY|WRITE_|CREATE_|APPLY_TAG)/.test(privilege);
  if (!above(world, securable, true).every((level) => isBound(caller, level, isWrite))) return false;
  return isOpened(caller, securable, privilege) && hasCompanion(caller, securable, privilege);
}

/** USE on every container; on the securable itself, when it is one and something is done in it. */
function isOpened(caller: Caller, securable: RandomSecurable, privilege: string): boolean {
  if (["BROWSE", "READ_METADATA", "USE_CATALOG"].includes(privilege)) return true;
  return above(caller.world, securable, privilege !== "USE_SCHEMA").every(
    (level) =>
      (level.kind !== "catalog" && level.kind !== "schema") ||
      has(caller, level, level.kind === "catalog" ? "USE_CATALOG" : "USE_SCHEMA"),
  );
}

function hasCompanion(caller: Caller, securable: RandomSecurable, privilege: string): boolean {
  if (securable.kind === "table" && privilege === "MODIFY") return has(caller, securable, "SELECT");
  return privilege !== "WRITE_FILES" || has(caller, securable, "READ_FILES");
}

function has(caller: Caller, securable: RandomSecurable, privilege: string): boolean {
  return !isDenied(caller, securable, privilege) && reasons(caller, securable, privilege).length > 0;
}

/** Rows, owners and policies that give the privilege, gates left aside. */
function reasons(caller: Caller, asked: RandomSecurable, privilege: string): readonly string[] {
  const { world, principalId } = caller;
  const securable = standsOn(world, asked, privilege);
  const isApplicable = GRANTABLE[securable.kind].includes(privilege);
  const isInAll = isApplicable && !/^(?:MANAGE|EXTERNAL_USE_.*|READ_METADATA)$/.test(privilege);
  const rows = world
    .rowsOn(securable)
    .filter((row) => isInGroup(world, principalId, row.principalId))
    .filter(({ privileges }) =>
      privileges.some(
        (row) => row.privilege === privilege || (isInAll && row.privilege === "ALL_PRIVILEGES"),
      ),
    );
  const isOwned = privilege === "READ_METADATA" || (isApplicable && !privilege.startsWith("EXTERNAL_USE_"));
  const policies = policiesOn(caller, securable).filter(
    (policy) =>
      policy.policyType === "POLICY_TYPE_GRANT" &&
      policy.privileges.includes(privilege) &&
      judge(world, policy, securable) === true,
  );
  return [
    ...rows.map((row) => `row of ${row.principalId}`),
    ...(isOwned && owns(caller, securable) ? ["owner"] : []),
    ...policies.map(({ name }) => name),
  ];
}

function explainManage(caller: Caller, securable: RandomSecurable): readonly string[] {
  const { world } = caller;
  if (!isPresent(caller)) return [];
  if (isMetastoreAdmin(caller)) return ["metastore administrator"];
  if (isDenied(caller, securable, "MANAGE")) return [];
  if (securable.kind === "metastore") return isAccountAdmin(caller) ? ["account administrator"] : [];
  if (!above(world, securable, true).every((level) => isBound(caller, level, false)))
    return securable.kind === "catalog" && owns(caller, securable) ? ["owner"] : [];
  const owned = above(world, securable, true).filter((level) => owns(caller, level));
  const held = passesGates(caller, securable, "MANAGE") ? reasons(caller, securable, "MANAGE") : [];
  return [...owned.map(({ name }) => `owner of ${name}`), ...held];
}

function owns({ world, principalId }: Caller, securable: RandomSecurable): boolean {
  return isInGroup(world, principalId, raw(world, securable).owner);
}

function isMetastoreAdmin(caller: Caller): boolean {
  return caller.world.securables.some((level) => level.kind === "metastore" && owns(caller, level));
}

function isAccountAdmin({ world, principalId }: Caller): boolean {
  return [...world.account.principals.values()].some(
    ({ id, roles }) => roles.has("account_admin") && isInGroup(world, principalId, id),
  );
}

function isPresent({ world, principalId, workspaceId, isDefiner }: Caller): boolean {
  if (isDefiner === true) return world.account.principals.has(principalId);
  if (world.account.principals.get(principalId)?.isActive !== true) return false;
  if (workspaceId === null) return true;
  const assigned = world.account.workspaces.get(workspaceId)?.assignments.keys() ?? [];
  return [...assigned].some((id) => isInGroup(world, principalId, id));
}

function isBound({ world, workspaceId }: Caller, securable: RandomSecurable, isWrite: boolean): boolean {
  const { isolationMode, bindings } = raw(world, securable);
  if (workspaceId === null || isolationMode !== "ISOLATED") return true;
  const binding = bindings.get(workspaceId);
  return binding !== undefined && !(isWrite && binding === "BINDING_TYPE_READ_ONLY");
}

/** Metastore administrators are exempt; what cannot be judged denies. */
function isDenied(caller: Caller, securable: RandomSecurable, privilege: string): boolean {
  if (isMetastoreAdmin(caller)) return false;
  return policiesOn(caller, securable).some(
    (policy) =>
      policy.policyType === "POLICY_TYPE_DENY" &&
      policy.privileges.includes(privilege) &&
      judge(caller.world, policy, securable) !== false,
  );
}

/** Policies in scope that are made for the kind of securable and name the caller, whatever their condition. */
function policiesOn({ world, principalId }: Caller, securable: RandomSecurable): readonly AbacPolicy[] {
  const metastores = world.securables.filter(
    ({ kind }) => kind === "metastore" && securable.kind !== "metastore",
  );
  const levels = [...above(world, securable, true), ...metastores];
  const isNamed = (name: string): boolean =>
    [...world.account.principals.values()].some(
      (principal) => nameOf(principal) === name && isInGroup(world, principalId, principal.id),
    );
  return levels
    .flatMap((level) => [...raw(world, level).policies.values()])
    .filter(
      ({ forSecurableType, toPrincipals, exceptPrincipals }) =>
        forSecurableType.toLowerCase() === securable.kind &&
        toPrincipals.some(isNamed) &&
        !exceptPrincipals.some(isNamed),
    );
}

function nameOf(principal: NonNullable<ReturnType<RandomAccount["account"]["principals"]["get"]>>): string {
  if (principal.kind === "user") return principal.userName;
  return principal.kind === "group" ? principal.displayName : principal.applicationId;
}

function judge(world: OracleWorld, policy: AbacPolicy, securable: RandomSecurable): boolean | "unknown" {
  const outermostFirst = above(world, securable, true).toReversed();
  const tags = new Map(outermostFirst.flatMap((level) => [...raw(world, level).tags]));
  const condition = CONDITIONS.find(({ text }) => text === policy.whenCondition);
  if (condition === undefined) throw new RangeError("a condition without a judgment");
  return condition.judge(tags);
}

/** USE CATALOG, USE SCHEMA and BROWSE are asked of what lies below the level they are granted on. */
function standsOn(world: OracleWorld, securable: RandomSecurable, privilege: string): RandomSecurable {
  const kinds = STANDS_ON[privilege] ?? [];
  return above(world, securable, true).find(({ kind }) => kinds.includes(kind)) ?? securable;
}

const STANDS_ON: Readonly<Record<string, readonly string[]>> = {
  USE_CATALOG: ["catalog"],
  USE_SCHEMA: ["schema", "catalog"],
  BROWSE: ["catalog"],
};

/** What the securable lies in, innermost first. */
function above(
  world: OracleWorld,
  securable: RandomSecurable,
  isItselfIncluded: boolean,
): readonly RandomSecurable[] {
  const containers = world.securables.filter(
    ({ kind, name }) =>
      (kind === "catalog" || kind === "schema") &&
      securable.kind !== "external_location" &&
      securable.name.startsWith(`${name}.`),
  );
  return [...(isItselfIncluded ? [securable] : []), ...containers.toReversed()];
}

function raw({ account }: OracleWorld, { type, name }: RandomSecurable): SimulatedSecurable {
  const found = account.securables.get(`${type}:${name}`);
  if (found === undefined) throw new RangeError("a securable that is not there");
  return found;
}
