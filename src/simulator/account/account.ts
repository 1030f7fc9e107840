import type { EpochMs } from "../../domain/units.ts";

/**
 * The simulated account at one moment: everything that access depends on, and the objects around it. Mutable, and
 * changed by acts alone (`acts/`): an act checks its actor, changes the account and leaves telemetry.
 *
 * Names of securables are in lower case with dots (`main.sales.orders`); principals are kept by numeric id, as the
 * metastore does, and named in SQL and REST by `principalName`. Privileges are open strings in UPPER_UNDERSCORE.
 */
export interface Account {
  readonly accountId: string;
  readonly metastoreId: string;
  readonly metastoreName: string;
  readonly region: string;
  readonly workspaces: Map<string, SimulatedWorkspace>;
  /** By numeric id. */
  readonly principals: Map<string, SimulatedPrincipal>;
  /** By `securableKey`. The metastore itself is one, with its id as its name. */
  readonly securables: Map<string, SimulatedSecurable>;
  /** Governed tags by key. */
  readonly tagPolicies: Map<string, GovernedTag>;
  readonly jobs: Map<string, SimulatedJob>;
  /** Runs of jobs by id, newest last; old ones are forgotten. */
  readonly jobRuns: Map<string, SimulatedRun>;
  readonly warehouses: Map<string, SimulatedWarehouse>;
  /** Personal access tokens by id. */
  readonly tokens: Map<string, SimulatedToken>;
  /** OAuth secrets of service principals by id. */
  readonly secrets: Map<string, SimulatedSecret>;
  /** Access control lists of workspace objects by `<object type>/<id>` (`jobs/42`, `warehouses/ab12`). */
  readonly objectAcls: Map<string, ObjectGrants>;
  /** Grant rules by rule set name (`accounts/<id>/servicePrincipals/<application id>/ruleSets/default`). */
  readonly ruleSets: Map<string, RuleSet>;
  /** Settings of workspaces and of the account by `<workspace id or 0>/<name>` (`1001/enableVerboseAuditLogs`). */
  readonly settings: Map<string, string>;
  /** What is wrong with the world at the moment (faults, campaigns); read by `life/` and `telemetry/`. */
  readonly disturbances: Set<Disturbance>;
  /** Grows with every change that access or a listing can depend on: what was derived under an older one is stale. */
  revision: number;
  /** Source of ids that must not repeat. */
  nextId: number;
}

export interface SimulatedWorkspace {
  readonly id: string;
  readonly name: string;
  /** Numeric ids of principals assigned, with their level. Members of an assigned group are assigned too. */
  readonly assignments: Map<string, "USER" | "ADMIN">;
}

interface PrincipalBase {
  readonly id: string;
  displayName: string;
  isActive: boolean;
  /** Set when the identity provider syncs it: such a group refuses changes of membership by API. */
  readonly externalId: string | null;
  readonly createdAt: EpochMs;
  /** Account roles (`account_admin`). */
  readonly roles: Set<string>;
  /** Entitlements by workspace id. */
  readonly entitlements: Map<string, Set<string>>;
}

export type SimulatedPrincipal =
  | (PrincipalBase & { readonly kind: "user"; readonly userName: string })
  | (PrincipalBase & { readonly kind: "service_principal"; readonly applicationId: string })
  | (PrincipalBase & {
      readonly kind: "group";
      /** Null for a group of the account; else the workspace it is local to. Local groups cannot be granted to. */
      readonly workspaceId: string | null;
      /** `account users`, `users`, `admins`, `_workspace_admins_…`: kept by the platform, members are computed. */
      readonly isSystem: boolean;
      /** Numeric ids of direct members. */
      readonly members: Set<string>;
    });

export type SecurableType =
  | "metastore"
  | "catalog"
  | "schema"
  | "table"
  | "volume"
  | "function"
  | "external_location"
  | "storage_credential"
  | "credential"
  | "connection"
  | "share"
  | "recipient"
  | "provider";

export interface SimulatedSecurable {
  readonly type: SecurableType;
  /** Full name in lower case; the id for the metastore. */
  readonly name: string;
  /** UUID (table_id, schema_id …). */
  readonly uuid: string;
  /** Numeric id of the owner. */
  owner: string;
  readonly createdAt: EpochMs;
  /** Name of who made it. */
  readonly createdBy: string;
  updatedAt: EpochMs;
  updatedBy: string;
  comment: string | null;
  /** Direct grants: numeric id of the principal to privileges. */
  readonly grants: Map<string, Set<string>>;
  readonly tags: Map<string, string>;
  readonly policies: Map<string, AbacPolicy>;
  /** Catalogs and credentials; null elsewhere. */
  isolationMode: "OPEN" | "ISOLATED" | null;
  /** Workspace id to kind of binding; matters when isolated. */
  readonly bindings: Map<string, "BINDING_TYPE_READ_WRITE" | "BINDING_TYPE_READ_ONLY">;
  readonly properties: Map<string, string>;
  readonly detail: SecurableDetail;
}

export type SecurableDetail =
  | { readonly kind: "none" }
  | {
      readonly kind: "catalog";
      readonly catalogType: "MANAGED_CATALOG" | "SYSTEM_CATALOG" | "INTERNAL_CATALOG";
    }
  | {
      readonly kind: "table";
      readonly tableType: "MANAGED" | "EXTERNAL" | "VIEW" | "MATERIALIZED_VIEW" | "STREAMING_TABLE";
      /** In order. */
      columns: readonly TableColumn[];
      rowFilter: FunctionUse | null;
      /** Databricks SQL of a view; null for tables. */
      readonly viewText: string | null;
      /** Full names that the view reads directly: tables and functions. */
      readonly viewDependencies: readonly { readonly type: "table" | "function"; readonly name: string }[];
      /** Whether real rows are kept (`tables/`); other tables are known by their size alone. */
      readonly hasRows: boolean;
      /** Rows of a table without real rows. */
      rowCount: number;
    }
  | {
      readonly kind: "function";
      readonly parameters: readonly { readonly name: string; readonly type: string }[];
      readonly returnType: string;
      /** Expression in Databricks SQL; null for a registered model. */
      readonly body: string | null;
      readonly isModel: boolean;
    }
  | { readonly kind: "volume"; readonly volumeType: "MANAGED" | "EXTERNAL" }
  /** Full names of the tables in a share. */
  | { readonly kind: "share"; readonly objects: Set<string> };

export interface TableColumn {
  readonly name: string;
  /** Databricks type in lower case, as `type_text` has it (`decimal(10,2)`, `array<string>`). */
  readonly type: string;
  readonly isNullable: boolean;
  readonly comment: string | null;
  /** Tags of the column. */
  readonly tags: ReadonlyMap<string, string>;
  readonly mask: FunctionUse | null;
}

/** A function called with columns of the table: a row filter, or a mask (its first argument is the masked column). */
export interface FunctionUse {
  readonly functionName: string;
  readonly columns: readonly string[];
}

/** One attribute-based policy, in the words of the REST interface. */
export interface AbacPolicy {
  readonly id: string;
  readonly name: string;
  readonly policyType: string;
  readonly forSecurableType: string;
  readonly toPrincipals: readonly string[];
  readonly exceptPrincipals: readonly string[];
  readonly whenCondition: string | null;
  readonly matchColumns: readonly { readonly alias: string; readonly condition: string }[];
  readonly functionName: string | null;
  /** Alias of the masked column. */
  readonly onColumn: string | null;
  readonly using: readonly ({ readonly alias: string } | { readonly constant: string })[];
  /** Of a grant or deny policy. */
  readonly privileges: readonly string[];
  readonly comment: string | null;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
  readonly updatedAt: EpochMs;
  readonly updatedBy: string;
}

export interface GovernedTag {
  readonly key: string;
  readonly id: string;
  readonly description: string | null;
  /** Empty: any value. */
  readonly values: readonly string[];
}

export interface SimulatedJob {
  readonly id: string;
  name: string;
  readonly workspaceId: string;
  /** Numeric id. */
  readonly creator: string;
  /** Numeric id of whose rights it runs with. */
  runAs: string;
  readonly createdAt: EpochMs;
  updatedAt: EpochMs;
  schedule: { readonly cron: string; readonly timeZone: string; readonly isPaused: boolean } | null;
  tasks: readonly { readonly key: string; readonly dependsOn: readonly string[] }[];
  readonly tags: ReadonlyMap<string, string>;
  isDeleted: boolean;
}

export interface SimulatedRun {
  readonly id: string;
  readonly jobId: string;
  readonly startedAt: EpochMs;
  readonly endsAt: EpochMs;
  result: "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Set when somebody cancels it before it ends. */
  canceledAt: EpochMs | null;
}

export interface SimulatedWarehouse {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly creator: string;
  readonly size: string;
  readonly dbuPerHour: number;
  state: "RUNNING" | "STOPPED";
}

export interface SimulatedToken {
  readonly id: string;
  /** SHA-256 of the value; the value itself is told once. */
  readonly valueHash: string;
  /** Numeric id. */
  readonly owner: string;
  readonly createdBy: string;
  readonly workspaceId: string;
  readonly comment: string;
  readonly createdAt: EpochMs;
  /** Null: never. */
  readonly expiresAt: EpochMs | null;
  readonly scopes: readonly string[];
  lastUsedAt: EpochMs | null;
}

export interface SimulatedSecret {
  readonly id: string;
  /** Numeric id of the service principal. */
  readonly owner: string;
  readonly valueHash: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly scopes: readonly string[];
}

export interface ObjectGrants {
  /** Numeric id of the principal to its level (`CAN_MANAGE`). */
  readonly direct: Map<string, string>;
}

export interface RuleSet {
  readonly name: string;
  readonly etag: string;
  readonly grantRules: readonly { readonly role: string; readonly principals: readonly string[] }[];
}

/** A way in which the world differs from its plan for a while. `ratio` 1 changes nothing. */
export type Disturbance = { readonly from: EpochMs; readonly until: EpochMs } & (
  | { readonly kind: "job_duration"; readonly jobId: string; readonly ratio: number }
  | { readonly kind: "job_failure"; readonly jobId: string; readonly chance: number }
  | { readonly kind: "job_skipped"; readonly jobId: string }
  | { readonly kind: "query_duration"; readonly warehouseId: string; readonly ratio: number }
  /** Money and DBU of a job or warehouse. */
  | { readonly kind: "usage"; readonly targetId: string; readonly ratio: number }
  /** Rows that each load of a table brings; growth by `ratioPerDay` compounds from `from`. */
  | {
      readonly kind: "table_rows";
      readonly table: string;
      readonly ratio: number;
      readonly ratioPerDay: number;
    }
  /** Loads of a table are written twice. */
  | { readonly kind: "double_load"; readonly table: string }
  /** Values of a column: multiplied, shifted by standard deviations, nulled in a share of rows, or one category favored. */
  | {
      readonly kind: "column_values";
      readonly table: string;
      readonly column: string;
      readonly ratio: number;
      readonly nullRatio: number;
      readonly category: string | null;
    }
  /** Activity of people, all or of one team. */
  | { readonly kind: "activity"; readonly team: string | null; readonly ratio: number }
  /** Rows of a system table become visible only at `until`. */
  | { readonly kind: "delivery_outage"; readonly table: string }
  /** Billing records of the time are retracted and restated at `until`, multiplied. */
  | { readonly kind: "restated_usage"; readonly ratio: number }
);

/** Key of a securable in `Account.securables`. */
export function securableKey(type: SecurableType, name: string): string {
  return `${type}:${name}`;
}

/** How SQL and REST name a principal: e-mail, application id or display name. */
export function principalName(principal: SimulatedPrincipal): string {
  if (principal.kind === "user") return principal.userName;
  return principal.kind === "service_principal" ? principal.applicationId : principal.displayName;
}

/** What went wrong, in Databricks' words. `status` is the HTTP status; `sqlState` stands in answers to statements. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly sqlState: string | null;
}
