import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";
import type { ListedGrant, ListedItems, SecurableReference, Workspace } from "../../src/ports/workspace.ts";
import type { AbacPolicy } from "../../src/simulator/account/account.ts";
import { findPrincipal } from "../../src/simulator/account/find-principal.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import {
  explainAccess,
  isInGroup,
  type ListedRow,
  type OracleQuestion,
  type OracleWorld,
  passesAccessGates,
  seesAllByOracle,
} from "../conformance/access-oracle.ts";
import {
  type RandomAccount,
  type RandomSecurable,
  randomAccounts,
  type SecurableKind,
} from "../conformance/random-account.ts";
import { type ServedRandomAccount, serveRandomAccount } from "../emulator/serve-random-account.ts";
import type { StatementSeen } from "../emulator/statement-client.ts";

const RUNS = { seed: 20_264, numRuns: 8 } as const;
/** Least of everything met in an account on average. */
const MET_COUNT_MIN = 5;
const never = new AbortController().signal;

interface PrivilegedStatement {
  readonly kinds: readonly SecurableKind[];
  readonly privilege: string;
  text(name: string): string;
}

/** Statements for which Databricks asks for a privilege. None changes what another one is asked for. */
const STATEMENTS: readonly PrivilegedStatement[] = [
  { kinds: ["table", "view"], privilege: "SELECT", text: (name) => `SELECT count(*) FROM ${name}` },
  { kinds: ["table"], privilege: "MODIFY", text: (name) => `DELETE FROM ${name} WHERE id < 0` },
  { kinds: ["function"], privilege: "EXECUTE", text: (name) => `SELECT ${name}()` },
  { kinds: ["catalog"], privilege: "USE_CATALOG", text: (name) => `USE CATALOG ${name}` },
  { kinds: ["schema"], privilege: "USE_SCHEMA", text: (name) => `USE ${name}` },
  {
    kinds: ["table"],
    privilege: "APPLY_TAG",
    text: (name) => `ALTER TABLE ${name} SET TAGS ('probe' = '1')`,
  },
];
const REFUSALS = new Set(["42501", "42P01", "42704", "42883"]);

/** Everything met, so that the property cannot hold by meeting nothing. */
interface Met {
  allowedCount: number;
  refusedCount: number;
  honoredCount: number;
  managedCount: number;
  completeCount: number;
  ownOnlyCount: number;
  wholeListCount: number;
  rowCount: number;
}

const met: Met = {
  allowedCount: 0,
  refusedCount: 0,
  honoredCount: 0,
  managedCount: 0,
  completeCount: 0,
  ownOnlyCount: 0,
  wholeListCount: 0,
  rowCount: 0,
};
/** Served one by one: a counterexample is told by its place, not by an account of a hundred lines. */
const ACCOUNTS = fc.sample(randomAccounts(), RUNS);

afterAll(() => {
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(MET_COUNT_MIN * ACCOUNTS.length);
});

test.each(ACCOUNTS.map((random, index) => [index, random] as const))(
  "over HTTP, listed privileges are honored, what is allowed is explained, lists are whole or own as they say: account %i",
  async (_, random) => {
    const served = await serveRandomAccount(random);
    try {
      const world = await listedWorld(served);
      await checkStatements(served, world);
      await checkLists(served, world);
    } finally {
      await served.close();
    }
  },
);

function workspaceOf(served: ServedRandomAccount, name: string, workspaceId: string): Workspace {
  return openDatabricksWorkspace({ client: served.clientOf(name, workspaceId), account: null });
}

/** The world with the grants that the administrator is listed, from whichever workspace reaches the securable. */
async function listedWorld(served: ServedRandomAccount): Promise<OracleWorld> {
  const { random, adminName } = served;
  const rows = new Map<RandomSecurable, readonly ListedRow[]>();
  for (const securable of random.securables)
    for (const workspaceId of random.workspaceIds) {
      const listed = await orHidden(
        workspaceOf(served, adminName, workspaceId).effectiveGrants(referenceOf(securable), never),
      );
      if (listed === "hidden") continue;
      expect(listed.visibility).toEqual({ kind: "complete", because: "metastore admin" });
      rows.set(securable, rowsOf(served, listed.items));
      break;
    }
  return { ...random, rowsOn: (securable) => rows.get(securable) ?? [] };
}

/** What is listed; "hidden" where Databricks says that there is nothing, or lets the caller in nowhere. */
async function orHidden<Items>(listing: Promise<Items>): Promise<Items | "hidden"> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof GatehouseError && HIDING_CODES.has(error.code)) return "hidden";
    throw error;
  }
}

const HIDING_CODES: ReadonlySet<string> = new Set([
  "DATABRICKS_NOT_FOUND",
  "DATABRICKS_DENIED",
  "DATABRICKS_UNAUTHENTICATED",
]);

function referenceOf({ type, kind, name }: RandomSecurable): SecurableReference {
  return { type: kind === "model" ? "model" : type, fullName: name };
}

function rowsOf({ random }: ServedRandomAccount, grants: readonly ListedGrant[]): readonly ListedRow[] {
  const rows = new Map<string, { readonly privilege: string }[]>();
  for (const { principal, principalId, privilege } of grants) {
    const id = findPrincipal(random.account, principal)?.id;
    expect(principalId).toBe(id);
    const row = rows.get(id ?? "") ?? [];
    rows.set(id ?? "", [...row, { privilege }]);
  }
  return [...rows].map(([id, privileges]) => ({ principalId: id, privileges }));
}

async function checkStatements(served: ServedRandomAccount, world: OracleWorld): Promise<void> {
  for (const { statement, name, ...asked } of questionsOf(served)) {
    const question: OracleQuestion = { ...asked, privilege: statement.privilege };
    const place = served.placeOf(name, asked.workspaceId);
    const isAllowed = isDone(await served.sql(place, statement.text(asked.securable.name)));
    const reasons = explainAccess(world, question);
    if (isAllowed !== reasons.length > 0) expect({ name, question, isAllowed, reasons }).toBe("explained");
    if (isAllowed) met.allowedCount += 1;
    else met.refusedCount += 1;
    const isListed = world
      .rowsOn(question.securable)
      .some(
        (row) =>
          isInGroup(world, question.principalId, row.principalId) &&
          row.privileges.some(({ privilege }) => privilege === question.privilege),
      );
    if (!isListed || !passesAccessGates(world, question)) continue;
    expect({ question, isAllowed }).toMatchObject({ isAllowed: true });
    met.honoredCount += 1;
  }
  await checkManage(served, world);
}

/** A revoke of what nobody holds changes nothing, and needs the right to change who has access. */
async function checkManage(served: ServedRandomAccount, world: OracleWorld): Promise<void> {
  const isDenied = hasPolicy(served.random, ({ privileges }) => privileges.includes("MANAGE_ACCESS_CONTROL"));
  for (const { securable, principalId, workspaceId, name } of callersOf(served)) {
    if (!GRANTED_BY_SQL.has(securable.kind)) continue;
    const text = `REVOKE APPLY TAG ON ${securable.type} ${securable.name} FROM \`${served.adminName}\``;
    const isAllowed = isDone(await served.sql(served.placeOf(name, workspaceId), text));
    const question = { principalId, workspaceId, securable, privilege: "MANAGE" };
    const reasons = explainAccess(world, question);
    // A deny policy on the change of access itself takes away what the reasons give.
    if (isAllowed || !isDenied)
      expect({ question, isAllowed: reasons.length > 0 }).toEqual({ question, isAllowed });
    if (isAllowed) met.managedCount += 1;
  }
}

const GRANTED_BY_SQL: ReadonlySet<SecurableKind> = new Set(["catalog", "schema", "table", "function"]);

/** Whether a statement was run; what fails for another reason than rights is no answer. */
function isDone({ state, sqlState, message, body }: StatementSeen): boolean {
  if (state === "SUCCEEDED") return true;
  const isRefused =
    REFUSALS.has(sqlState ?? "") ||
    ["PERMISSION_DENIED", "UNAUTHENTICATED"].includes(String(body["error_code"]));
  if (!isRefused) expect({ state, sqlState, message }).toBe("refused for want of rights");
  return false;
}

interface Asking {
  readonly principalId: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly securable: RandomSecurable;
}

/** Everybody who can sign in, from every workspace, about every securable. */
function callersOf({ random, people }: ServedRandomAccount): readonly Asking[] {
  return people.flatMap(({ id, name }) =>
    random.workspaceIds.flatMap((workspaceId) =>
      random.securables.map((securable) => ({ principalId: id, name, workspaceId, securable })),
    ),
  );
}

/** Every third question, from a place that differs from account to account: all of them together ask everything. */
function questionsOf(
  served: ServedRandomAccount,
): readonly (Asking & { readonly statement: PrivilegedStatement })[] {
  const from = served.random.account.revision;
  return callersOf(served)
    .flatMap((asking) =>
      STATEMENTS.filter(({ kinds }) => kinds.includes(asking.securable.kind)).map((statement) => ({
        ...asking,
        statement,
      })),
    )
    .filter((_, index) => (from + index) % 3 === 0);
}

async function checkLists(served: ServedRandomAccount, world: OracleWorld): Promise<void> {
  const [firstId] = served.random.workspaceIds;
  for (const workspaceId of served.random.workspaceIds) {
    const admin = workspaceOf(served, served.adminName, workspaceId);
    for (const { id, name } of served.people) {
      const workspace = workspaceOf(served, name, workspaceId);
      for (const securable of served.random.securables) {
        await checkGrantList(served, world, { workspace, securable, principalId: id, workspaceId });
        if (workspaceId === firstId) await checkWholeLists({ workspace, admin }, securable);
      }
    }
  }
}

/** A list of grants is whole or the caller's own, as section "Who may see grants" says; and so says the verdict on it. */
async function checkGrantList(
  served: ServedRandomAccount,
  world: OracleWorld,
  asked: {
    readonly workspace: Workspace;
    readonly securable: RandomSecurable;
    readonly principalId: string;
    readonly workspaceId: string;
  },
): Promise<void> {
  const { workspace, securable, principalId, workspaceId } = asked;
  const listed = await orHidden(workspace.effectiveGrants(referenceOf(securable), never));
  const isAll = seesAllByOracle(world, principalId, securable);
  const question = { principalId, workspaceId, securable, privilege: "READ_METADATA" };
  if (listed === "hidden") {
    expect({ question, isHidden: isAll && passesAccessGates(world, question) }).toMatchObject({
      isHidden: false,
    });
    return;
  }
  const isShown = (row: ListedRow): boolean => isAll || row.principalId === principalId;
  expect(sorted(rowsOf(served, listed.items))).toEqual(sorted(world.rowsOn(securable).filter(isShown)));
  const direct = await workspace.directGrants(referenceOf(securable), never);
  const own = listed.items.filter(({ inheritedFrom }) => inheritedFrom === null);
  expect(sorted(rowsOf(served, direct.items))).toEqual(sorted(rowsOf(served, own)));
  expect(direct.visibility.kind).toBe(listed.visibility.kind);
  met.rowCount += listed.items.length;
  const { kind } = listed.visibility;
  if (kind === "complete") {
    expect({ question, isAll, visibility: listed.visibility }).toMatchObject({ isAll: true });
    met.completeCount += 1;
  }
  if (kind === "own_only") {
    met.ownOnlyCount += 1;
    const isExplained = securable.kind === "metastore" || hasHiddenRights(served, world, principalId);
    expect({ question, isAll: isAll && !isExplained }).toMatchObject({ isAll: false });
  }
}

/**
 * Rights that no list tells the caller of: by a grant policy, and through the groups of workspace admins that the platform
 * keeps. A list that is whole by them is thought less of than it is.
 */
function hasHiddenRights(served: ServedRandomAccount, world: OracleWorld, principalId: string): boolean {
  const isByPolicy = hasPolicy(
    served.random,
    ({ policyType, privileges }) =>
      policyType === "POLICY_TYPE_GRANT" &&
      privileges.some((privilege) => privilege === "MANAGE" || privilege === "READ_METADATA"),
  );
  const adminGroups = [...world.account.principals.values()].filter(({ displayName }) =>
    displayName.startsWith("_workspace_admins_"),
  );
  return isByPolicy || adminGroups.some(({ id }) => isInGroup(world, principalId, id));
}

function hasPolicy({ account }: RandomAccount, isWanted: (policy: AbacPolicy) => boolean): boolean {
  return [...account.securables.values()].some(({ policies }) => [...policies.values()].some(isWanted));
}

/** A list that is said to be complete is the administrator's. */
async function checkWholeLists(
  { workspace, admin }: { readonly workspace: Workspace; readonly admin: Workspace },
  securable: RandomSecurable,
): Promise<void> {
  const reference = referenceOf(securable);
  const lists: ((reader: Workspace) => Promise<ListedItems<unknown>>)[] = [];
  if (["catalog", "schema", "table"].includes(securable.kind))
    lists.push(
      (reader) => reader.policies(reference, never),
      (reader) => reader.tags(reference, never),
    );
  if (securable.kind === "metastore") lists.push((reader) => reader.securables("catalog", null, never));
  if (securable.kind === "catalog")
    lists.push((reader) => reader.securables("schema", securable.name, never));
  if (securable.kind === "schema")
    for (const type of ["table", "volume", "function", "model"])
      lists.push((reader) => reader.securables(type, securable.name, never));
  for (const list of lists) {
    const listed = await orHidden(list(workspace));
    if (listed === "hidden" || listed.visibility.kind !== "complete") continue;
    expect({ securable, ...listed.visibility, items: listed.items }).toMatchObject({
      items: (await list(admin)).items,
    });
    met.wholeListCount += 1;
  }
}

function sorted(rows: readonly ListedRow[]): readonly string[] {
  return rows
    .flatMap(({ principalId, privileges }) =>
      privileges.map(({ privilege }) => `${principalId} ${privilege}`),
    )
    .sort();
}
