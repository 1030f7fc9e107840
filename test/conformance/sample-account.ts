import { epochMs } from "../../src/domain/units.ts";
import type {
  AbacPolicy,
  Account,
  SecurableDetail,
  SecurableType,
  SimulatedSecurable,
  TableColumn,
} from "../../src/simulator/account/account.ts";
import { securableKey } from "../../src/simulator/account/account.ts";
import { addPrincipal } from "../../src/simulator/account/add-principal.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { addWorkspace } from "../../src/simulator/account/add-workspace.ts";
import { emptyAccount } from "../../src/simulator/account/empty-account.ts";
import { grant } from "../../src/simulator/account/grant.ts";

/** A small account in which nobody is granted anything: tests say what they are about. */
export interface SampleAccount {
  readonly account: Account;
  /** Numeric ids of everybody in it by short name. */
  readonly id: Readonly<Record<SampleName, string>>;
  securable(type: SecurableType, name: string): SimulatedSecurable;
  /** Grants privileges, in words separated by spaces, to somebody. */
  give(to: SampleName, privileges: string, on: `${SecurableType}:${string}`): void;
  owns(owner: SampleName, type: SecurableType, name: string): void;
  /** Attaches a policy and gives what is left out its plain value. */
  attach(
    type: SecurableType,
    name: string,
    policy: Pick<AbacPolicy, "name" | "policyType"> & Partial<AbacPolicy>,
  ): void;
}

export type SampleName =
  | "ana"
  | "ben"
  | "root"
  | "loader"
  | "analysts"
  | "staff"
  | "synced"
  | "local"
  | "everybody";

const AT = epochMs(1_700_000_000_000);
export const METASTORE_ID = "5a1e0000-0000-4000-a000-000000000000";

/**
 * Ana is in `analysts`, which is in `staff`; Ben is in nothing. Root owns everything and is metastore administrator.
 * Everybody is assigned to workspace 1, nobody to workspace 2. In `main.hr`: table `people` (columns `email`, `region`,
 * `salary`), view `faces`, volume `files`, functions `mask` and `keep`, model `churn`; beside it the location `landing`.
 */
export function sampleAccount(): SampleAccount {
  const account = emptyAccount({
    accountId: "acc-1",
    metastoreId: METASTORE_ID,
    metastoreName: "primary",
    region: "eu-west-1",
    createdAt: AT,
  });
  addWorkspace(account, { id: "1", name: "prod", createdAt: AT });
  addWorkspace(account, { id: "2", name: "dev", createdAt: AT });
  const id = addSamplePrincipals(account);
  account.workspaces.get("1")?.assignments.set(id.everybody, "USER");
  addSampleSecurables(account, id.root);
  const securable = (type: SecurableType, name: string): SimulatedSecurable => {
    const found = account.securables.get(securableKey(type, name));
    if (found === undefined) throw new RangeError(`the sample has no ${type} ${name}`);
    return found;
  };
  return {
    account,
    id,
    securable,
    give(to, privileges, on) {
      const [type = "", ...name] = on.split(":");
      const found = [...account.securables.values()].find(
        (each) => each.type === type && each.name === name.join(":"),
      );
      if (found === undefined) throw new RangeError(`the sample has no ${on}`);
      grant(account, found, { principalId: id[to], privileges: privileges.split(" ") });
    },
    owns(owner, type, name) {
      securable(type, name).owner = id[owner];
      account.revision += 1;
    },
    attach(type, name, policy) {
      securable(type, name).policies.set(policy.name, { ...PLAIN_POLICY, id: policy.name, ...policy });
      account.revision += 1;
    },
  };
}

function addSamplePrincipals(account: Account): SampleAccount["id"] {
  const user = (name: string): string =>
    addPrincipal(account, { kind: "user", userName: `${name}@example.com`, createdAt: AT }).id;
  const group = (displayName: string, members: readonly string[], more = {}): string =>
    addPrincipal(account, { kind: "group", displayName, members, createdAt: AT, ...more }).id;
  const [ana, ben, root] = [user("Ana"), user("ben"), user("root")];
  const service = { kind: "service_principal", displayName: "loader", createdAt: AT } as const;
  const loader = addPrincipal(account, {
    ...service,
    applicationId: "6f0e0000-0000-4000-a000-000000000001",
  }).id;
  const analysts = group("analysts", [ana]);
  const everybody = [...account.principals.values()].find(
    ({ displayName }) => displayName === "account users",
  );
  return {
    ana,
    ben,
    root,
    loader,
    analysts,
    staff: group("staff", [analysts]),
    synced: group("synced", [], { externalId: "idp-1" }),
    local: group("local", [ana], { workspaceId: "1" }),
    everybody: everybody?.id ?? "",
  };
}

function addSampleSecurables(account: Account, owner: string): void {
  const add = (type: SecurableType, name: string, detail?: SecurableDetail): void => {
    addSecurable(account, { type, name, owner, createdAt: AT, ...(detail === undefined ? {} : { detail }) });
  };
  const metastore = account.securables.get(securableKey("metastore", METASTORE_ID));
  if (metastore !== undefined) metastore.owner = owner;
  add("catalog", "main");
  add("schema", "main.hr");
  add("table", "main.hr.people", tableDetail(["email", "region", "salary"].map(column), null));
  add("table", "main.hr.faces", tableDetail([], "SELECT email FROM main.hr.people"));
  add("volume", "main.hr.files");
  add("function", "main.hr.mask");
  add("function", "main.hr.keep");
  add("function", "main.hr.churn", {
    kind: "function",
    parameters: [],
    returnType: "string",
    body: null,
    isModel: true,
  });
  add("external_location", "landing");
  add("share", "outbound");
  add("recipient", "partner");
}

function column(name: string): TableColumn {
  return { name, type: "string", isNullable: true, comment: null, tags: new Map(), mask: null };
}

function tableDetail(columns: readonly TableColumn[], viewText: string | null): SecurableDetail {
  return {
    kind: "table",
    tableType: viewText === null ? "MANAGED" : "VIEW",
    columns,
    rowFilter: null,
    viewText,
    viewDependencies: [],
    hasRows: false,
    rowCount: 10,
  };
}

const PLAIN_POLICY: Omit<AbacPolicy, "id" | "name" | "policyType"> = {
  forSecurableType: "TABLE",
  toPrincipals: ["account users"],
  exceptPrincipals: [],
  whenCondition: null,
  matchColumns: [],
  functionName: null,
  onColumn: null,
  using: [],
  privileges: [],
  comment: null,
  createdAt: AT,
  createdBy: "root@example.com",
  updatedAt: AT,
  updatedBy: "root@example.com",
};
