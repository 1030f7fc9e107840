import type { SecurableRef } from "../acts/act.ts";
import type { Account, Refusal, SimulatedSecurable } from "./account.ts";
import { branchOf, cachesOf, countAnswer, definerKey, type KeptOfAccount } from "./account-caches.ts";
import { lacksPrivilege, securableMissing } from "./account-refusals.ts";
import { canManage, mayAlter } from "./can-manage.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import { containersOf, findSecurable } from "./securable-chain.ts";
import { usePrivilege } from "./use-gates.ts";
import { checkBinding, checkDefiner, checkPresence } from "./workspace-gate.ts";

/** One action of one principal on one securable. */
export interface PrivilegeQuestion {
  /** Numeric id. */
  readonly principalId: string;
  /** Where it happens; null on the level of the account, where bindings and assignments do not count. */
  readonly workspaceId: string | null;
  readonly securable: SecurableRef;
  readonly privilege: string;
  /**
   * Asked for the owner of a view or function that somebody else uses: the owner need not be active nor assigned to the
   * workspace.
   */
  readonly isDefiner?: boolean;
}

/**
 * Null when the principal may: it is there, active and assigned to the workspace; the catalog is reached from there (for
 * writing too, where the privilege writes); it may use every container; and it holds the privilege by a grant, ALL
 * PRIVILEGES, ownership or a grant policy that no deny policy beats. MODIFY of a table asks for SELECT too, WRITE FILES
 * for READ FILES; MANAGE and MANAGE ACCESS CONTROL follow `canManage`. Levels are looked at from the outside in, so that
 * who may not use a schema does not learn whether a table is in it. Cost: kept by revision.
 *
 * Source: Databricks documentation, "Unity Catalog privileges and securable objects", "Manage privileges".
 */
export function checkPrivilege(account: Account, question: PrivilegeQuestion): Refusal | null {
  const caches = cachesOf(account);
  const answers = answersFor(caches, question);
  const known = answers.get(question.securable.name);
  if (known !== undefined) return known;
  const made = answer(account, question);
  countAnswer(caches);
  answers.set(question.securable.name, made);
  return made;
}

/** By name of the securable. Nested maps instead of one key, since joining words costs more than all look-ups. */
function answersFor(
  { answers }: KeptOfAccount,
  { principalId, workspaceId, securable, privilege, isDefiner }: PrivilegeQuestion,
): Map<string, Refusal | null> {
  const ofPrincipal = branchOf(answers, isDefiner === true ? definerKey(principalId) : principalId);
  return branchOf(branchOf(branchOf(ofPrincipal, workspaceId ?? ""), privilege), securable.type);
}

function answer(account: Account, question: PrivilegeQuestion): Refusal | null {
  const { principalId, workspaceId, isDefiner } = question;
  const absence =
    isDefiner === true
      ? checkDefiner(account, principalId)
      : checkPresence(account, principalId, workspaceId);
  if (absence !== null) return absence;
  return question.privilege === "MANAGE" || question.privilege === "MANAGE_ACCESS_CONTROL"
    ? answerManage(account, question)
    : answerUse(account, question);
}

function answerManage(
  account: Account,
  { principalId, workspaceId, securable, privilege }: PrivilegeQuestion,
): Refusal | null {
  const found = findSecurable(account, securable);
  if (found === null) return securableMissing(securable);
  const isAllowed =
    privilege === "MANAGE"
      ? mayAlter(account, principalId, { securable: found, workspaceId })
      : canManage(account, principalId, securable, workspaceId);
  return isAllowed ? null : lacksPrivilege("MANAGE", found);
}

function answerUse(account: Account, question: PrivilegeQuestion): Refusal | null {
  for (const container of containersOf(question.securable).toReversed()) {
    const refusal = checkContainer(account, question, container);
    if (refusal !== null) return refusal;
  }
  const securable = findSecurable(account, question.securable);
  if (securable === null) return securableMissing(question.securable);
  const unbound = checkBinding(account, securable, {
    workspaceId: question.workspaceId,
    isWrite: isWrite(question.privilege),
  });
  if (unbound !== null) return unbound;
  const lacking = neededPrivileges(securable, question.privilege).find(
    (privilege) => !holdsPrivilege(account, question.principalId, { securable, privilege }),
  );
  return lacking === undefined ? null : lacksPrivilege(lacking, securable);
}

function checkContainer(
  account: Account,
  { principalId, workspaceId, privilege }: PrivilegeQuestion,
  container: SecurableRef,
): Refusal | null {
  const found = findSecurable(account, container);
  if (found === null) return securableMissing(container);
  const unbound = checkBinding(account, found, { workspaceId, isWrite: isWrite(privilege) });
  if (unbound !== null || WITHOUT_GATES.has(privilege)) return unbound;
  const use = usePrivilege(container.type);
  if (use === null || holdsPrivilege(account, principalId, { securable: found, privilege: use })) return null;
  return lacksPrivilege(use, found);
}

/** What shows a securable without letting anybody in. */
const WITHOUT_GATES = new Set(["BROWSE", "READ_METADATA", "USE_CATALOG"]);

/** The privilege itself, and what it is worth nothing without. */
function neededPrivileges({ type }: SimulatedSecurable, privilege: string): readonly string[] {
  const own = WITHOUT_GATES.has(privilege) || privilege === "USE_SCHEMA" ? null : usePrivilege(type);
  const needed = own === null ? [privilege] : [own, privilege];
  if (type === "table" && privilege === "MODIFY") needed.push("SELECT");
  if (type === "external_location" && privilege === "WRITE_FILES") needed.push("READ_FILES");
  return needed;
}

/** Privileges whose use changes what lies in a catalog, which a read-only binding forbids. */
function isWrite(privilege: string): boolean {
  return WRITES.has(privilege) || privilege.startsWith("CREATE_");
}

const WRITES = new Set(["MODIFY", "WRITE_VOLUME", "WRITE_FILES", "REFRESH", "APPLY_TAG"]);
