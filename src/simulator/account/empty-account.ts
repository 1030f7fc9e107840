import type { EpochMs } from "../../domain/units.ts";
import type { Account } from "./account.ts";
import { addPrincipal } from "./add-principal.ts";
import { addSecurable } from "./add-securable.ts";
import { ACCOUNT_USERS } from "./system-groups.ts";

export interface AccountNames {
  readonly accountId: string;
  readonly metastoreId: string;
  readonly metastoreName: string;
  readonly region: string;
  readonly createdAt: EpochMs;
}

/** Numeric id that belongs to nobody: the metastore's owner until an administrator is named. */
const NOBODY = "";

/** An account with a metastore, whose owner (the metastore administrator) is to be set, and the group `account users`. */
export function emptyAccount(identity: AccountNames): Account {
  const { createdAt, ...names } = identity;
  const account: Account = {
    ...names,
    workspaces: new Map(),
    principals: new Map(),
    securables: new Map(),
    tagPolicies: new Map(),
    jobs: new Map(),
    jobRuns: new Map(),
    warehouses: new Map(),
    tokens: new Map(),
    secrets: new Map(),
    objectAcls: new Map(),
    ruleSets: new Map(),
    settings: new Map(),
    disturbances: new Set(),
    revision: 0,
    nextId: 1_000,
  };
  addPrincipal(account, { kind: "group", displayName: ACCOUNT_USERS, isSystem: true, createdAt });
  addSecurable(account, {
    type: "metastore",
    name: identity.metastoreId,
    uuid: identity.metastoreId,
    owner: NOBODY,
    createdAt,
  });
  return account;
}
