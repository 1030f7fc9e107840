import { DAY_MS, epochMs } from "../../src/domain/units.ts";
import type { Account } from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { addWorkspace } from "../../src/simulator/account/add-workspace.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import { ADMIN, type SmallIds, START_AT, TABLE, WORKSPACE } from "./open-small-account.ts";

/** So many of everything that is listed: a page and a part of one. */
export const WIDE_COUNT = 120;

/** Makes every list of the small account longer than a page. */
export function widenAccount(account: Account, ids: SmallIds): void {
  const table = account.securables.get(`table:${TABLE}`);
  const vault = account.securables.get("catalog:vault");
  if (table === undefined || vault === undefined) throw new RangeError("the small account has another shape");
  const common = { owner: ids.admin, createdAt: START_AT };
  for (let index = 0; index < WIDE_COUNT; index += 1) {
    const word = String(index).padStart(3, "0");
    const user = addPrincipal(account, {
      kind: "user",
      userName: `person${word}@example.com`,
      createdAt: START_AT,
    });
    addPrincipal(account, {
      kind: "service_principal",
      applicationId: `6f1c2a34-0000-4000-a000-1000000${word.padStart(5, "0")}`,
      displayName: `robot ${word}`,
      createdAt: START_AT,
    });
    addPrincipal(account, {
      kind: "group",
      displayName: `team ${word}`,
      members: [user.id],
      createdAt: START_AT,
    });
    account.workspaces.get(WORKSPACE)?.assignments.set(user.id, "USER");
    grant(account, table, { principalId: user.id, privileges: ["SELECT", "MODIFY"] });
    grant(
      account,
      { type: "schema", name: "main.sales" },
      { principalId: user.id, privileges: ["USE_SCHEMA"] },
    );
    addSecurable(account, { ...common, type: "catalog", name: `side${word}` });
    addSecurable(account, { ...common, type: "schema", name: `main.side${word}` });
    addSecurable(account, { ...common, type: "table", name: `main.hr.side${word}` });
    addSecurable(account, { ...common, type: "volume", name: `main.hr.files${word}` });
    addSecurable(account, { ...common, type: "function", name: `main.hr.call${word}` });
    addSecurable(account, { ...common, type: "external_location", name: `place${word}` });
    table.tags.set(`tag${word}`, word);
    addPolicy(table, word);
    const workspaceId = `2${word}`;
    addWorkspace(account, { id: workspaceId, name: `place ${word}`, createdAt: START_AT });
    vault.bindings.set(workspaceId, "BINDING_TYPE_READ_ONLY");
    addJob(account, ids, word);
    addToken(account, user.id, word);
  }
  vault.bindings.set(WORKSPACE, "BINDING_TYPE_READ_WRITE");
  account.revision += 1;
}

type Securable = NonNullable<ReturnType<Account["securables"]["get"]>>;

function addPolicy(table: Securable, word: string): void {
  table.policies.set(`policy ${word}`, {
    id: `policy ${word}`,
    name: `policy ${word}`,
    policyType: "POLICY_TYPE_DENY",
    forSecurableType: "TABLE",
    toPrincipals: [`team ${word}`],
    exceptPrincipals: [],
    whenCondition: null,
    matchColumns: [],
    functionName: null,
    onColumn: null,
    using: [],
    privileges: ["MANAGE_ACCESS_CONTROL"],
    comment: null,
    createdAt: START_AT,
    createdBy: ADMIN,
    updatedAt: START_AT,
    updatedBy: ADMIN,
  });
}

function addJob(account: Account, { etl }: SmallIds, word: string): void {
  const id = `8${word}`;
  account.jobs.set(id, {
    id,
    name: `job ${word}`,
    workspaceId: WORKSPACE,
    creator: etl,
    runAs: etl,
    createdAt: epochMs(START_AT - DAY_MS),
    updatedAt: START_AT,
    schedule: null,
    tasks: [{ key: "load", dependsOn: [] }],
    tags: new Map(),
    isDeleted: false,
  });
}

function addToken(account: Account, owner: string, word: string): void {
  account.tokens.set(`token${word}`, {
    id: `token${word}`,
    valueHash: word,
    owner,
    createdBy: ADMIN,
    workspaceId: WORKSPACE,
    comment: "",
    createdAt: START_AT,
    expiresAt: null,
    scopes: [],
    lastUsedAt: null,
  });
}
