import {
  type Account,
  principalName,
  type SecurableDetail,
  type SimulatedSecurable,
  securableKey,
} from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import type { RandomAccount } from "../conformance/random-account.ts";
import { START_AT } from "./open-small-account.ts";
import { type ServedEmulator, type StatementPlace, serveEmulator } from "./serve-emulator.ts";
import { simulateAccount } from "./simulate-account.ts";

/** A random account behind the emulator, with what statements need: columns, bodies, a warehouse a workspace. */
export interface ServedRandomAccount extends ServedEmulator {
  readonly random: RandomAccount;
  /** Metastore administrator and member of every workspace. */
  readonly adminName: string;
  /** Ids and names of everybody who can sign in at all, the administrator left out. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  placeOf(name: string, workspaceId: string): StatementPlace;
}

const ADMIN_NAME = "root@example.com";
const KEY_PRINCIPALS = {
  readerName: ADMIN_NAME,
  responderName: ADMIN_NAME,
  adminName: ADMIN_NAME,
  metastoreAdminGroup: "",
};

/** Completes a random account and serves it. The owner of its metastore becomes one of two metastore administrators. */
export async function serveRandomAccount(random: RandomAccount): Promise<ServedRandomAccount> {
  const { account, workspaceIds, principalIds } = random;
  for (const securable of [...account.securables.values()]) makeRunnable(account, securable);
  const root = addPrincipal(account, { kind: "user", userName: ADMIN_NAME, createdAt: START_AT });
  const metastore = account.securables.get(securableKey("metastore", account.metastoreId));
  if (metastore === undefined) throw new RangeError("a random account has a metastore");
  metastore.owner = addPrincipal(account, {
    kind: "group",
    displayName: "metastore admins",
    members: [root.id, metastore.owner],
    createdAt: START_AT,
  }).id;
  openDoors(random);
  for (const id of workspaceIds) {
    account.workspaces.get(id)?.assignments.set(root.id, "USER");
    addWarehouse(account, id, [...principalIds, root.id]);
  }
  account.revision += 1;
  const people = principalIds.flatMap((id) => {
    const principal = account.principals.get(id);
    return principal === undefined || principal.kind === "group"
      ? []
      : [{ id, name: principalName(principal) }];
  });
  const simulation = await simulateAccount(account, { startAt: START_AT, keyPrincipals: KEY_PRINCIPALS });
  for (const { type, name, detail } of account.securables.values())
    if (type === "table" && detail.kind === "table" && detail.viewText === null)
      await simulation.rows.create(name, detail.columns, "SELECT unnest([1, 2, 3])");
  const served = await serveEmulator(simulation, [ADMIN_NAME, ...people.map(({ name }) => name)]);
  return {
    ...served,
    random,
    adminName: ADMIN_NAME,
    people,
    placeOf: (name, workspaceId) => ({ name, workspaceId, warehouseId: `warehouse${workspaceId}` }),
  };
}

/** Lets everybody into the first workspace and use the first catalog: or hardly any statement would ever be allowed. */
function openDoors({ account, workspaceIds }: RandomAccount): void {
  const everybody = [...account.principals.values()].find(
    ({ displayName }) => displayName === "account users",
  );
  const catalog = [...account.securables.values()].find(({ type }) => type === "catalog");
  if (everybody === undefined || catalog === undefined)
    throw new RangeError("a random account has a catalog");
  account.workspaces.get(workspaceIds[0] ?? "")?.assignments.set(everybody.id, "USER");
  grant(account, catalog, { principalId: everybody.id, privileges: ["USE_CATALOG", "USE_SCHEMA"] });
}

/**
 * Tables get a column, functions a body. Deny policies on MANAGE or READ METADATA, which Databricks does not have, become
 * what it has: on MANAGE ACCESS CONTROL.
 */
function makeRunnable(account: Account, securable: SimulatedSecurable): void {
  for (const [name, policy] of securable.policies) {
    if (policy.policyType !== "POLICY_TYPE_DENY") continue;
    const isOurs = policy.privileges.some((word) => word === "MANAGE" || word === "READ_METADATA");
    if (isOurs) securable.policies.set(name, { ...policy, privileges: ["MANAGE_ACCESS_CONTROL"] });
  }
  const detail = runnableDetail(securable.detail);
  account.securables.set(securableKey(securable.type, securable.name), { ...securable, detail });
}

function runnableDetail(detail: SecurableDetail): SecurableDetail {
  if (detail.kind === "function" && !detail.isModel) return { ...detail, returnType: "int", body: "1" };
  if (detail.kind !== "table") return detail;
  const column = {
    name: "id",
    type: detail.viewText === null ? "bigint" : "int",
    isNullable: true,
    comment: null,
    tags: new Map<string, string>(),
    mask: null,
  };
  const viewText = detail.viewText === null ? null : "SELECT 1 AS id";
  return { ...detail, columns: [column], viewText, hasRows: viewText === null, rowCount: 3 };
}

function addWarehouse(account: Account, workspaceId: string, userIds: readonly string[]): void {
  const id = `warehouse${workspaceId}`;
  account.warehouses.set(id, {
    id,
    name: id,
    workspaceId,
    creator: userIds[0] ?? "",
    size: "Small",
    dbuPerHour: 12,
    state: "RUNNING",
  });
  account.objectAcls.set(`warehouses/${id}`, {
    direct: new Map(userIds.map((userId) => [userId, "CAN_USE"])),
  });
}
