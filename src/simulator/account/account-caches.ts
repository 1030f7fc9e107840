import type { Account, Refusal, SimulatedPrincipal, SimulatedSecurable } from "./account.ts";

/** What was derived from the account under one revision. */
export interface KeptOfAccount {
  revision: number;
  /** By numeric id of a member: the account groups it is a direct member of. Null until asked for. */
  parents: ReadonlyMap<string, readonly string[]> | null;
  /** By name as SQL and REST write it; e-mail addresses in lower case. Null until asked for. */
  names: ReadonlyMap<string, SimulatedPrincipal> | null;
  readonly closures: Map<string, ReadonlySet<string>>;
  readonly chains: Map<SimulatedSecurable, readonly SimulatedSecurable[]>;
  /** Answers of `checkPrivilege` by principal, workspace, privilege, type and name, in that order. */
  readonly answers: AnswerTree;
  answerCount: number;
}

export type AnswerTree = Map<string, Map<string, Map<string, Map<string, Map<string, Refusal | null>>>>>;

/**
 * What a change touches: who is in what (`members`: principals, groups, assignments, roles, names), what they may
 * (`rights`: securables, grants, owners, tags, policies, bindings), or nothing of both (`objects`: jobs, tokens, secrets,
 * lists of workspace objects).
 */
export type TouchedPart = "members" | "rights" | "objects";

/** Answers kept at once; a question costs some microseconds, so that starting anew is cheaper than more memory. */
const KEPT_ANSWER_COUNT_MAX = 200_000;

const CACHES = new WeakMap<Account, KeptOfAccount>();

/**
 * Raises the account's revision after a change, and keeps of what was derived what the change cannot touch. Raising it
 * by hand is as right, only slower: then nothing is kept.
 */
export function touchAccount(account: Account, part: TouchedPart): void {
  const caches = cachesOf(account);
  account.revision += 1;
  if (part === "members") return;
  caches.revision = account.revision;
  if (part === "rights") forgetRights(caches);
}

/**
 * As {@link touchAccount} where users and service principals alone joined or left groups: what was derived for anybody
 * else still holds.
 */
export function touchMembers(account: Account, principalIds: readonly string[]): void {
  const caches = cachesOf(account);
  account.revision += 1;
  caches.revision = account.revision;
  caches.parents = null;
  for (const id of principalIds) {
    caches.closures.delete(id);
    caches.answers.delete(id);
    caches.answers.delete(definerKey(id));
  }
}

/** As {@link touchAccount} where the grants of one table, volume or function changed, from which nothing flows down. */
export function touchGrants(account: Account, { type, name }: SimulatedSecurable): void {
  const caches = cachesOf(account);
  account.revision += 1;
  caches.revision = account.revision;
  for (const byWorkspace of caches.answers.values())
    for (const byPrivilege of byWorkspace.values())
      for (const byType of byPrivilege.values()) byType.get(type)?.delete(name);
}

/** Under what answers for the owner of a view or function are kept. */
export function definerKey(principalId: string): string {
  return `definer ${principalId}`;
}

/** The caches of the account's present revision. Cost: one look-up. */
export function cachesOf(account: Account): KeptOfAccount {
  const known = CACHES.get(account);
  if (known === undefined) {
    const caches = emptyCaches(account.revision);
    CACHES.set(account, caches);
    return caches;
  }
  if (known.revision !== account.revision) renewCaches(known, account.revision);
  return known;
}

/** Counts an answer that is about to be kept; starts anew when there are too many. */
export function countAnswer(caches: KeptOfAccount): void {
  if (caches.answerCount >= KEPT_ANSWER_COUNT_MAX) {
    caches.answers.clear();
    caches.answerCount = 0;
  }
  caches.answerCount += 1;
}

/** The map under a key, made when it is not there. */
export function branchOf<Key, Inner>(tree: Map<Key, Map<string, Inner>>, key: Key): Map<string, Inner> {
  const known = tree.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Inner>();
  tree.set(key, made);
  return made;
}

function emptyCaches(revision: number): KeptOfAccount {
  return {
    revision,
    parents: null,
    names: null,
    closures: new Map(),
    chains: new Map(),
    answers: new Map(),
    answerCount: 0,
  };
}

function renewCaches(caches: KeptOfAccount, revision: number): void {
  caches.revision = revision;
  caches.parents = null;
  caches.names = null;
  caches.closures.clear();
  forgetRights(caches);
}

function forgetRights(caches: KeptOfAccount): void {
  caches.chains.clear();
  caches.answers.clear();
  caches.answerCount = 0;
}
