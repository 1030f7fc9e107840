import type { EpochMs } from "../../domain/units.ts";
import type {
  AbacPolicy,
  Disturbance,
  FunctionUse,
  Refusal,
  SecurableDetail,
  SecurableType,
  TableColumn,
} from "../account/account.ts";

/** Who did something, when and from where. */
export interface ActOrigin {
  readonly at: EpochMs;
  /** E-mail of a user, application id of a service principal, or `System-User`. */
  readonly actor: string;
  /** Where it happened; null for acts on the level of the account. */
  readonly workspaceId: string | null;
  readonly address: string;
  readonly userAgent: string;
  /** Id of the token used, where there is one. */
  readonly tokenId: string | null;
}

/** Anything that somebody does in the account. One file of `acts/` per kind checks, applies and records it. */
export type Act = ActOrigin & ActContent;

export type ActKind = ActContent["kind"];
/** The act of one kind. */
export type ActOf<Kind extends ActKind> = ActOrigin & Extract<ActContent, { readonly kind: Kind }>;

export interface SecurableRef {
  readonly type: SecurableType;
  readonly name: string;
}

/** What was done, without who, when and where. */
export type ActContent =
  | {
      readonly kind: "login";
      /** `aadBrowserLogin`, `samlLogin`, `tokenLogin`, `oidcTokenAuthorization`, `mfaLogin` … */
      readonly action: string;
      readonly isSuccess: boolean;
    }
  | StatementAct
  | {
      readonly kind: "download";
      readonly statementId: string;
      readonly fileType: "csv" | "xlsx" | "arrow";
      readonly rowCount: number;
    }
  /** Any other call that changes nothing we keep: reads of metadata, notebooks, files, secrets, unknown actions. */
  | {
      readonly kind: "api_call";
      readonly service: string;
      readonly action: string;
      readonly isAccountLevel: boolean;
      readonly params: Readonly<Record<string, string>>;
      readonly status: number;
      readonly error: string | null;
    }
  | JobRunAct
  /** A committed version of a table with real rows; `rows` says how it differs from the table's plan. */
  | {
      readonly kind: "write_version";
      readonly table: string;
      /** Rows that the version brings, before disturbances; null: as the plan of the table says. */
      readonly rowCount: number | null;
      readonly mode: "append" | "overwrite" | "delete";
      readonly jobRunId: string | null;
    }
  | {
      readonly kind: "warehouse_event";
      readonly warehouseId: string;
      readonly eventType: "STARTING" | "RUNNING" | "STOPPING" | "STOPPED" | "SCALED_UP" | "SCALED_DOWN";
      readonly clusterCount: number;
    }
  /** Use of compute in one hour, by job or warehouse. */
  | {
      readonly kind: "usage";
      readonly startAt: EpochMs;
      readonly endAt: EpochMs;
      readonly sku: string;
      readonly product: string;
      readonly quantityDbu: number;
      readonly jobId: string | null;
      readonly jobRunId: string | null;
      readonly warehouseId: string | null;
      readonly clusterId: string | null;
      readonly runAs: string | null;
    }
  | {
      readonly kind: "change_grants";
      readonly securable: SecurableRef;
      readonly changes: readonly GrantChange[];
    }
  | { readonly kind: "change_owner"; readonly securable: SecurableRef; readonly owner: string }
  | {
      readonly kind: "create_securable";
      readonly securable: SecurableRef;
      readonly detail: SecurableDetail;
      readonly comment: string | null;
      /** Takes the place of one of that name, which keeps its owner, grants and tags; by who may alter it. */
      readonly isReplace?: boolean;
    }
  | { readonly kind: "drop_securable"; readonly securable: SecurableRef }
  | {
      readonly kind: "set_columns";
      readonly table: string;
      readonly columns: readonly TableColumn[];
    }
  | {
      readonly kind: "change_tags";
      readonly securable: SecurableRef;
      /** Null: tags of the securable itself. */
      readonly column: string | null;
      /** Null removes the tag. */
      readonly tags: Readonly<Record<string, string | null>>;
    }
  | { readonly kind: "set_row_filter"; readonly table: string; readonly filter: FunctionUse | null }
  | {
      readonly kind: "set_column_mask";
      readonly table: string;
      readonly column: string;
      readonly mask: FunctionUse | null;
    }
  | {
      readonly kind: "put_policy";
      readonly securable: SecurableRef;
      readonly policy: Omit<AbacPolicy, "id" | "createdAt" | "createdBy" | "updatedAt" | "updatedBy">;
      /** Whether one of that name must be there already. */
      readonly mode: "create" | "update" | "create_or_replace";
    }
  | { readonly kind: "delete_policy"; readonly securable: SecurableRef; readonly name: string }
  | {
      readonly kind: "change_bindings";
      readonly securable: SecurableRef;
      readonly isolationMode: "OPEN" | "ISOLATED" | null;
      readonly add: readonly {
        readonly workspaceId: string;
        readonly type: "BINDING_TYPE_READ_WRITE" | "BINDING_TYPE_READ_ONLY";
      }[];
      readonly remove: readonly { readonly workspaceId: string }[];
    }
  | {
      readonly kind: "change_members";
      /** Numeric id of the group. */
      readonly groupId: string;
      /** Numeric ids. */
      readonly add: readonly string[];
      readonly remove: readonly string[];
      /** Done by the identity provider's sync, which alone may change synced groups. */
      readonly isSync: boolean;
    }
  | {
      readonly kind: "create_principal";
      readonly principal:
        | { readonly kind: "user"; readonly userName: string; readonly displayName: string }
        | {
            readonly kind: "service_principal";
            readonly displayName: string;
            readonly applicationId: string | null;
          }
        | { readonly kind: "group"; readonly displayName: string; readonly isWorkspaceLocal: boolean };
      readonly externalId: string | null;
      /** Numeric id that the principal gets; drawn where it is left out. */
      readonly newId?: string;
    }
  | { readonly kind: "delete_principal"; readonly principalId: string }
  | { readonly kind: "set_active"; readonly principalId: string; readonly isActive: boolean }
  | {
      readonly kind: "assign_workspace";
      readonly principalId: string;
      /** Null removes the assignment. */
      readonly level: "USER" | "ADMIN" | null;
    }
  | {
      readonly kind: "create_token";
      /** Numeric id; another than the actor's only for administrators (on behalf of). */
      readonly ownerId: string;
      readonly comment: string;
      readonly lifetimeMs: number | null;
      readonly scopes: readonly string[];
      /** Id that the token gets; drawn where it is left out. */
      readonly newId?: string;
    }
  | { readonly kind: "revoke_token"; readonly revokedTokenId: string }
  | {
      readonly kind: "create_secret";
      readonly servicePrincipalId: string;
      readonly lifetimeMs: number;
      readonly scopes: readonly string[];
      /** Id that the secret gets; drawn where it is left out. */
      readonly newId?: string;
    }
  | { readonly kind: "delete_secret"; readonly secretId: string }
  | {
      readonly kind: "update_job";
      readonly jobId: string;
      readonly runAs: string | null;
      readonly schedule: {
        readonly cron: string;
        readonly timeZone: string;
        readonly isPaused: boolean;
      } | null;
      readonly name: string | null;
      readonly taskKeys: readonly string[] | null;
      readonly isScheduleRemoved: boolean;
    }
  | {
      readonly kind: "create_job";
      readonly name: string;
      readonly runAs: string | null;
      readonly taskKeys: readonly string[];
      readonly schedule: {
        readonly cron: string;
        readonly timeZone: string;
        readonly isPaused: boolean;
      } | null;
      readonly tags: Readonly<Record<string, string>>;
      /** Id that the job gets; drawn where it is left out. */
      readonly newId?: string;
    }
  | { readonly kind: "delete_job"; readonly jobId: string }
  | { readonly kind: "cancel_runs"; readonly jobId: string; readonly runId: string | null }
  | {
      readonly kind: "set_object_acl";
      readonly objectType: string;
      readonly objectId: string;
      /** Numeric id of the principal to level. */
      readonly entries: Readonly<Record<string, string>>;
      readonly mode: "replace" | "merge";
    }
  | {
      readonly kind: "put_rule_set";
      readonly name: string;
      readonly etag: string;
      readonly grantRules: readonly { readonly role: string; readonly principals: readonly string[] }[];
    }
  | {
      readonly kind: "set_admin_role";
      readonly principalId: string;
      readonly role: string;
      readonly isGranted: boolean;
    }
  | { readonly kind: "set_setting"; readonly name: string; readonly value: string }
  | {
      readonly kind: "change_share";
      readonly share: string;
      readonly addObjects: readonly string[];
      readonly removeObjects: readonly string[];
    }
  /** A change of the world itself, from a story; leaves no row of its own. */
  | { readonly kind: "disturb"; readonly disturbance: Disturbance };

export interface GrantChange {
  /** E-mail, application id or display name. */
  readonly principal: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * One SQL statement. Where `measures` is null it is a planned one whose size comes from the world's model; else what
 * its execution measured.
 */
export interface StatementAct {
  readonly kind: "statement";
  /** UUID. */
  readonly statementId: string;
  readonly text: string;
  readonly statementType: string;
  /** What the text names, before views are expanded. */
  readonly reads: readonly SecurableRef[];
  readonly writes: SecurableRef | null;
  readonly warehouseId: string;
  readonly application: string;
  readonly jobRun: { readonly jobId: string; readonly runId: string; readonly taskKey: string } | null;
  readonly dashboardId: string | null;
  readonly sizeRatio: number;
  readonly measures: StatementMeasures | null;
  /** Story statements: run the text on the real rows instead of estimating. */
  readonly isExecuted: boolean;
  /** A refusal that the execution met, so that it is recorded and not checked a second time. */
  readonly refusal: Refusal | null;
}

export interface StatementMeasures {
  readonly durationMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowsProduced: number;
  readonly rowsWritten: number;
}

export interface JobRunAct {
  readonly kind: "job_run";
  readonly jobId: string;
  readonly runId: string;
  readonly trigger: "PERIODIC" | "ONE_TIME" | "RETRY";
  readonly endAt: EpochMs;
  readonly result: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly terminationCode: string;
  readonly queueMs: number;
  readonly setupMs: number;
  readonly tasks: readonly {
    readonly key: string;
    readonly runId: string;
    readonly startAt: EpochMs;
    readonly endAt: EpochMs;
    readonly result: "SUCCEEDED" | "FAILED" | "CANCELLED";
  }[];
}

/** What came of an act. `made` holds what the caller needs to see once: the value of a new token, a new id. */
export type Outcome =
  | { readonly kind: "done"; readonly made: Readonly<Record<string, string>> }
  | { readonly kind: "refused"; readonly refusal: Refusal };
