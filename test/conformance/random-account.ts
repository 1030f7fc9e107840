import fc from "fast-check";
import { epochMs } from "../../src/domain/units.ts";
import type { AbacPolicy, Account, SecurableDetail } from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { addWorkspace } from "../../src/simulator/account/add-workspace.ts";
import { emptyAccount } from "../../src/simulator/account/empty-account.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import type { SecurableRef } from "../../src/simulator/acts/act.ts";

/** Kinds of securables in a random account; views and models are kinds of their own. */
export type SecurableKind =
  | "metastore"
  | "catalog"
  | "schema"
  | "table"
  | "view"
  | "volume"
  | "function"
  | "model"
  | "external_location";

/** Privileges that random accounts grant on each kind, told apart from the simulator's own list on purpose. */
export const GRANTABLE: Readonly<Record<SecurableKind, readonly string[]>> = {
  metastore: words("CREATE_CATALOG USE_SHARE READ_METADATA"),
  catalog: words(
    "ALL_PRIVILEGES MANAGE BROWSE USE_CATALOG USE_SCHEMA SELECT MODIFY EXECUTE READ_VOLUME WRITE_VOLUME CREATE_SCHEMA CREATE_TABLE APPLY_TAG READ_METADATA",
  ),
  schema: words(
    "ALL_PRIVILEGES MANAGE USE_SCHEMA SELECT MODIFY EXECUTE READ_VOLUME WRITE_VOLUME CREATE_TABLE APPLY_TAG EXTERNAL_USE_SCHEMA",
  ),
  table: words("ALL_PRIVILEGES MANAGE SELECT MODIFY APPLY_TAG"),
  view: words("ALL_PRIVILEGES MANAGE SELECT APPLY_TAG"),
  volume: words("ALL_PRIVILEGES MANAGE READ_VOLUME WRITE_VOLUME APPLY_TAG"),
  function: words("ALL_PRIVILEGES MANAGE EXECUTE"),
  model: words("ALL_PRIVILEGES MANAGE EXECUTE APPLY_TAG CREATE_MODEL_VERSION"),
  external_location: words("ALL_PRIVILEGES MANAGE BROWSE READ_FILES WRITE_FILES EXTERNAL_USE_LOCATION"),
};

/** Conditions of random policies, and what they say of effective tags. `retired` is no governed tag. */
export const CONDITIONS: readonly {
  readonly text: string | null;
  readonly judge: (tags: ReadonlyMap<string, string>) => boolean | "unknown";
}[] = [
  { text: null, judge: () => true },
  { text: "has_tag('pii')", judge: (tags) => tags.has("pii") },
  { text: "has_tag_value('tier', 'gold')", judge: (tags) => tags.get("tier") === "gold" },
  {
    text: "NOT has_tag('pii') AND (has_tag('tier') OR has_tag_value('pii', 'high'))",
    judge: (tags) => !tags.has("pii") && tags.has("tier"),
  },
  { text: "has_tag('retired')", judge: () => "unknown" },
];

export interface RandomSecurable extends SecurableRef {
  readonly kind: SecurableKind;
}

/** An account drawn at random, and what a test asks about. */
export interface RandomAccount {
  readonly account: Account;
  readonly workspaceIds: readonly string[];
  /** Users, service principals and groups of the account, its system groups among them. */
  readonly principalIds: readonly string[];
  readonly securables: readonly RandomSecurable[];
}

const CREATED_AT = epochMs(1_700_000_000_000);
const WORKSPACE_IDS: readonly string[] = ["11", "12"];
const USE: readonly string[] = ["USE_CATALOG", "USE_SCHEMA"];
const CATALOGS: readonly string[] = ["main", "lab"];
const SCHEMAS: readonly string[] = ["hr", "web"];
const IN_SCHEMA: readonly SecurableKind[] = ["table", "view", "volume", "function", "model"];

const TYPES: Readonly<Record<SecurableKind, SecurableRef["type"]>> = {
  metastore: "metastore",
  catalog: "catalog",
  schema: "schema",
  table: "table",
  view: "table",
  volume: "volume",
  function: "function",
  model: "function",
  external_location: "external_location",
};

/** Whole numbers that are taken modulo the number of things there are to choose from. */
const pick = fc.nat(1_000);

const drawn = fc.record({
  userCount: fc.integer({ min: 2, max: 4 }),
  groupCount: fc.integer({ min: 1, max: 4 }),
  /** Circles among them on purpose. */
  members: fc.array(fc.tuple(pick, pick), { maxLength: 10 }),
  assignments: fc.array(fc.tuple(pick, pick, fc.constantFrom("USER" as const, "ADMIN" as const)), {
    maxLength: 6,
  }),
  inactive: fc.array(pick, { maxLength: 1 }),
  accountAdmins: fc.array(pick, { maxLength: 1 }),
  metastoreOwner: pick,
  owners: fc.array(pick, { minLength: 27, maxLength: 27 }),
  grants: fc.array(fc.tuple(pick, pick, pick), { minLength: 30, maxLength: 60 }),
  /** Who may use a whole catalog, without which hardly anything would ever be allowed. */
  opened: fc.array(fc.tuple(pick, pick), { minLength: 2, maxLength: 4 }),
  tags: fc.array(fc.tuple(pick, fc.constantFrom("pii", "tier"), fc.constantFrom("high", "gold")), {
    maxLength: 5,
  }),
  bindings: fc.array(
    fc.tuple(
      pick,
      pick,
      fc.constantFrom("BINDING_TYPE_READ_WRITE" as const, "BINDING_TYPE_READ_ONLY" as const),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  isolated: fc.array(pick, { maxLength: 2 }),
  policies: fc.array(
    fc.record({
      scope: pick,
      isDeny: fc.boolean(),
      to: fc.array(pick, { minLength: 1, maxLength: 2 }),
      except: fc.array(pick, { maxLength: 1 }),
      condition: fc.nat(CONDITIONS.length - 1),
      forKind: fc.constantFrom<SecurableKind[]>("catalog", "schema", "table", "view", "model"),
      privilege: pick,
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Random accounts: users, a service principal, nested groups (circles among them), `account users`, two workspaces with
 * administrators, two catalogs with schemas and one securable of each kind in them, an external location; owners, grants
 * of every kind, tags, bindings, grant and deny policies on every level.
 */
export function randomAccounts(): fc.Arbitrary<RandomAccount> {
  return drawn.map(build);
}

function build(draw: Drawn): RandomAccount {
  const account = emptyAccount({
    accountId: "acc",
    metastoreId: "meta",
    metastoreName: "primary",
    region: "eu-west-1",
    createdAt: CREATED_AT,
  });
  for (const id of WORKSPACE_IDS)
    addWorkspace(account, { id, name: `workspace ${id}`, createdAt: CREATED_AT });
  for (const key of ["pii", "tier"])
    account.tagPolicies.set(key, { key, id: key, description: null, values: [] });
  const principalIds = addPrincipals(account, draw);
  const securables = addSecurables(account, draw, principalIds);
  addGrants(account, draw, { principalIds, securables });
  addPolicies(account, draw, { principalIds, securables });
  account.revision += 1;
  return { account, workspaceIds: WORKSPACE_IDS, principalIds, securables };
}

function addPrincipals(account: Account, draw: Drawn): readonly string[] {
  const ids: string[] = [];
  for (let index = 0; index < draw.userCount; index += 1)
    ids.push(
      addPrincipal(account, { kind: "user", userName: `Person${index}@example.com`, createdAt: CREATED_AT })
        .id,
    );
  const service = {
    kind: "service_principal",
    applicationId: "6f0e0000-0000-4000-a000-000000000001",
    displayName: "loader",
  } as const;
  ids.push(addPrincipal(account, { ...service, createdAt: CREATED_AT }).id);
  const groups = Array.from({ length: draw.groupCount }, (_, index) =>
    addPrincipal(account, { kind: "group", displayName: `team ${index}`, createdAt: CREATED_AT }),
  );
  ids.push(...groups.map(({ id }) => id));
  for (const [group, member] of draw.members) {
    const into = at(groups, group);
    if (into.kind === "group") into.members.add(at(ids, member));
  }
  for (const [workspace, member, level] of draw.assignments)
    account.workspaces.get(at(WORKSPACE_IDS, workspace))?.assignments.set(at(ids, member), level);
  for (const index of draw.inactive) {
    const principal = account.principals.get(at(ids, index));
    if (principal !== undefined && principal.kind !== "group") principal.isActive = false;
  }
  for (const index of draw.accountAdmins) account.principals.get(at(ids, index))?.roles.add("account_admin");
  const system = [...account.principals.values()].filter(
    (principal) => principal.kind === "group" && principal.isSystem && principal.workspaceId === null,
  );
  return [...ids, ...system.map(({ id }) => id)];
}

function addSecurables(
  account: Account,
  draw: Drawn,
  principalIds: readonly string[],
): readonly RandomSecurable[] {
  const securables: RandomSecurable[] = [{ kind: "metastore", type: "metastore", name: account.metastoreId }];
  const add = (kind: SecurableKind, name: string): void => {
    const owner = at(principalIds, at(draw.owners, securables.length));
    const detail = detailOf(kind);
    const type = TYPES[kind];
    addSecurable(account, {
      type,
      name,
      owner,
      createdAt: CREATED_AT,
      ...(detail === null ? {} : { detail }),
    });
    securables.push({ kind, type, name });
  };
  for (const catalog of CATALOGS) {
    add("catalog", catalog);
    for (const schema of SCHEMAS) {
      add("schema", `${catalog}.${schema}`);
      for (const kind of IN_SCHEMA) add(kind, `${catalog}.${schema}.${kind}_1`);
    }
  }
  add("external_location", "landing");
  const metastore = account.securables.get("metastore:meta");
  if (metastore !== undefined) metastore.owner = at(principalIds, draw.metastoreOwner);
  for (const index of draw.isolated) {
    const catalog = account.securables.get(`catalog:${at(CATALOGS, index)}`);
    if (catalog !== undefined) catalog.isolationMode = "ISOLATED";
  }
  for (const [catalog, workspace, type] of draw.bindings)
    account.securables
      .get(`catalog:${at(CATALOGS, catalog)}`)
      ?.bindings.set(at(WORKSPACE_IDS, workspace), type);
  for (const [index, key, value] of draw.tags) {
    const { type, name, kind } = at(securables, index);
    if (kind !== "metastore") account.securables.get(`${type}:${name}`)?.tags.set(key, value);
  }
  return securables;
}

interface Built {
  readonly principalIds: readonly string[];
  readonly securables: readonly RandomSecurable[];
}

function addGrants(account: Account, draw: Drawn, { principalIds, securables }: Built): void {
  for (const [catalog, to] of draw.opened) {
    const principalId = at(principalIds, to);
    grant(account, { type: "catalog", name: at(CATALOGS, catalog) }, { principalId, privileges: USE });
  }
  for (const [on, to, what] of draw.grants) {
    const securable = at(securables, on);
    grant(account, securable, {
      principalId: at(principalIds, to),
      privileges: [at(GRANTABLE[securable.kind], what)],
    });
  }
}

function addPolicies(account: Account, draw: Drawn, { principalIds, securables }: Built): void {
  const scopes = securables.filter(({ kind }) => ["metastore", "catalog", "schema", "table"].includes(kind));
  for (const [index, policy] of draw.policies.entries()) {
    const { type, name } = at(scopes, policy.scope);
    const denied = [...GRANTABLE[policy.forKind], "MANAGE_ACCESS_CONTROL"];
    const privileges = policy.isDeny
      ? denied
      : GRANTABLE[policy.forKind].filter((word) => word !== "ALL_PRIVILEGES");
    account.securables.get(`${type}:${name}`)?.policies.set(`policy ${index}`, {
      ...PLAIN_POLICY,
      id: `policy ${index}`,
      name: `policy ${index}`,
      policyType: policy.isDeny ? "POLICY_TYPE_DENY" : "POLICY_TYPE_GRANT",
      forSecurableType: policy.forKind.toUpperCase(),
      toPrincipals: policy.to.map((principal) => nameOf(account, at(principalIds, principal))),
      exceptPrincipals: policy.except.map((principal) => nameOf(account, at(principalIds, principal))),
      whenCondition: at(CONDITIONS, policy.condition).text,
      privileges: [at(privileges, policy.privilege)],
    });
  }
}

const PLAIN_POLICY: Omit<
  AbacPolicy,
  | "id"
  | "name"
  | "policyType"
  | "forSecurableType"
  | "toPrincipals"
  | "exceptPrincipals"
  | "whenCondition"
  | "privileges"
> = {
  matchColumns: [],
  functionName: null,
  onColumn: null,
  using: [],
  comment: null,
  createdAt: CREATED_AT,
  createdBy: "person0@example.com",
  updatedAt: CREATED_AT,
  updatedBy: "person0@example.com",
};

function nameOf(account: Account, principalId: string): string {
  const principal = account.principals.get(principalId);
  if (principal?.kind === "user") return principal.userName;
  return principal?.kind === "service_principal" ? principal.applicationId : (principal?.displayName ?? "");
}

function detailOf(kind: SecurableKind): SecurableDetail | null {
  if (kind === "model")
    return { kind: "function", parameters: [], returnType: "string", body: null, isModel: true };
  if (kind !== "view") return null;
  return {
    kind: "table",
    tableType: "VIEW",
    columns: [],
    rowFilter: null,
    viewText: "SELECT 1",
    viewDependencies: [],
    hasRows: false,
    rowCount: 0,
  };
}

/** The thing that a whole number picks. */
function at<Thing>(things: readonly Thing[], index: number): Thing {
  const thing = things[index % things.length];
  if (thing === undefined) throw new RangeError("there is nothing to pick from");
  return thing;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
