/**
 * How much of a list its reader was shown. Databricks filters most lists by the caller's rights and does not say so: a
 * short list is not a small account.
 */
export type Visibility =
  /** The caller holds a right that shows everything; `because` names it. */
  | { readonly kind: "complete"; readonly because: string }
  /** The caller holds no such right, so that Databricks shows what concerns him alone. */
  | { readonly kind: "own_only"; readonly because: string }
  /** The caller's own rights could not be told. */
  | { readonly kind: "unknown"; readonly because: string };

/** A list with what it is worth. */
export interface ListedItems<Item> {
  readonly items: readonly Item[];
  readonly visibility: Visibility;
}

/** Which securable: type as REST names it (`table`, `external_location`), full name; the id for a metastore. */
export interface SecurableReference {
  readonly type: string;
  readonly fullName: string;
}

/** Who the credential is, by Databricks' own word. */
export interface WorkspaceCaller {
  /** Numeric id, as text. */
  readonly id: string;
  /** E-mail or application id: how grants name it. */
  readonly name: string;
  readonly displayName: string;
  /** Display names of groups that it belongs to, nested ones included, `account users` not. */
  readonly groups: readonly string[];
  /** False where a group could not be looked into, so that further ones may be missing. */
  readonly hasAllGroups: boolean;
  readonly isWorkspaceAdmin: boolean;
}

export interface Metastore {
  readonly id: string;
  readonly name: string;
  /** The metastore admin: a user, service principal or group. */
  readonly owner: string | null;
  readonly region: string | null;
}

/** A function called with columns: a row filter or a mask. */
export interface FilterFunction {
  readonly functionName: string;
  readonly columns: readonly string[];
}

export interface ListedColumn {
  readonly name: string;
  readonly type: string;
  readonly mask: FilterFunction | null;
}

/** One securable with what decides about access to it. Times in epoch milliseconds. */
export interface ListedSecurable extends SecurableReference {
  /** UUID or other id of the object; null where the list does not tell. */
  readonly id: string | null;
  /** Null where the caller may not see it. */
  readonly owner: string | null;
  /** Kind within the type (`MANAGED`, `VIEW`, `SYSTEM_CATALOG` …). */
  readonly subtype: string | null;
  readonly isolationMode: string | null;
  /** The caller sees that it exists, and little more. */
  readonly isBrowseOnly: boolean;
  readonly createdAtMs: number | null;
  readonly createdBy: string | null;
  readonly updatedAtMs: number | null;
  readonly updatedBy: string | null;
  /** Of tables; empty elsewhere. */
  readonly columns: readonly ListedColumn[];
  readonly rowFilter: FilterFunction | null;
  /** What a view reads with its owner's rights; null where it is not computed. */
  readonly dependencies: readonly SecurableReference[] | null;
}

/** One privilege of one principal on one securable, in REST spelling (`USE_SCHEMA`). */
export interface ListedGrant {
  /** E-mail, application id or group name; '' for a principal that was deleted. */
  readonly principal: string;
  readonly principalId: string | null;
  readonly privilege: string;
  /** Where it was granted; null for the securable itself. */
  readonly inheritedFrom: SecurableReference | null;
}

/** An attribute-based policy. */
export interface ListedPolicy {
  readonly id: string | null;
  readonly name: string;
  /** `POLICY_TYPE_ROW_FILTER` …; an open set. */
  readonly policyType: string;
  /** What it is attached to; its children are covered. */
  readonly on: SecurableReference;
  readonly forSecurableType: string | null;
  readonly toPrincipals: readonly string[];
  readonly exceptPrincipals: readonly string[];
  readonly whenCondition: string | null;
  readonly matchColumns: readonly { readonly alias: string | null; readonly condition: string }[];
  /** Of a row filter or mask. */
  readonly functionName: string | null;
  readonly onColumn: string | null;
  /** Of a grant or deny policy. */
  readonly privileges: readonly string[];
  readonly updatedAtMs: number | null;
  readonly updatedBy: string | null;
}

export interface ListedTag {
  readonly key: string;
  readonly value: string;
  readonly isInherited: boolean;
}

/** A workspace from which an isolated securable can be reached. */
export interface WorkspaceBinding {
  readonly workspaceId: string;
  /** `BINDING_TYPE_READ_WRITE` or `BINDING_TYPE_READ_ONLY`. */
  readonly bindingType: string;
}

/** A user or service principal. */
export interface DirectoryPrincipal {
  readonly kind: "user" | "service_principal";
  readonly id: string;
  /** E-mail or application id. */
  readonly name: string;
  readonly displayName: string;
  readonly isActive: boolean;
  readonly externalId: string | null;
  readonly accountRoles: readonly string[];
  readonly entitlements: readonly string[];
}

export interface DirectoryGroup {
  readonly id: string;
  readonly displayName: string;
  /** Set when the identity provider syncs it: its members cannot be changed here. */
  readonly externalId: string | null;
  /** Groups of a workspace cannot hold grants of Unity Catalog. */
  readonly isWorkspaceLocal: boolean;
  /** Direct members; null where they are not shown. */
  readonly members: readonly DirectoryMember[] | null;
}

export interface DirectoryMember {
  readonly kind: "user" | "service_principal" | "group" | "unknown";
  readonly id: string;
}

/** A principal that is assigned to a workspace, explicitly. */
export interface WorkspaceAssignment {
  readonly principalId: string;
  readonly principal: string;
  /** `USER`, `ADMIN`. */
  readonly levels: readonly string[];
}

export interface ListedJob {
  readonly id: string;
  readonly name: string;
  readonly creator: string | null;
  /** Whose rights it runs with; null where the list does not tell. */
  readonly runAs: string | null;
  /** Null for a job without a schedule. */
  readonly isPaused: boolean | null;
}

/** A personal access token, without its value. Times in epoch milliseconds. */
export interface ListedToken {
  readonly id: string;
  readonly owner: string | null;
  readonly createdBy: string | null;
  readonly createdAtMs: number | null;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  readonly comment: string | null;
}

/** One level of one principal on an object of the workspace (`jobs/42`). */
export interface ObjectGrant {
  readonly principal: string;
  readonly level: string;
  readonly isInherited: boolean;
}

/**
 * Reads who may do what. One identity, which can change nothing through this interface.
 *
 * Errors: DATABRICKS_* from every method; DATABRICKS_DENIED where the caller may not list at all.
 */
export interface Workspace {
  caller(signal: AbortSignal): Promise<WorkspaceCaller>;
  /** Null where the workspace has none. */
  metastore(signal: AbortSignal): Promise<Metastore | null>;
  /** Securables of one type: in a catalog (schemas), in a schema `c.s` (tables and others), or of the metastore (null). */
  securables(type: string, parent: string | null, signal: AbortSignal): Promise<ListedItems<ListedSecurable>>;
  directGrants(securable: SecurableReference, signal: AbortSignal): Promise<ListedItems<ListedGrant>>;
  /** Direct and inherited ones; neither ownership nor policies. */
  effectiveGrants(securable: SecurableReference, signal: AbortSignal): Promise<ListedItems<ListedGrant>>;
  /** Policies attached to the securable and to what it is in. */
  policies(securable: SecurableReference, signal: AbortSignal): Promise<ListedItems<ListedPolicy>>;
  /** Tags of a catalog, schema, table or volume, or of a column (type `column`, name `c.s.t.column`). */
  tags(securable: SecurableReference, signal: AbortSignal): Promise<ListedItems<ListedTag>>;
  bindings(securable: SecurableReference, signal: AbortSignal): Promise<ListedItems<WorkspaceBinding>>;
  users(signal: AbortSignal): Promise<ListedItems<DirectoryPrincipal>>;
  servicePrincipals(signal: AbortSignal): Promise<ListedItems<DirectoryPrincipal>>;
  groups(signal: AbortSignal): Promise<ListedItems<DirectoryGroup>>;
  /** Explicit assignments to a workspace; needs the account. */
  assignments(workspaceId: string, signal: AbortSignal): Promise<ListedItems<WorkspaceAssignment>>;
  jobs(signal: AbortSignal): Promise<ListedItems<ListedJob>>;
  tokens(signal: AbortSignal): Promise<ListedItems<ListedToken>>;
  objectGrants(objectType: string, objectId: string, signal: AbortSignal): Promise<ListedItems<ObjectGrant>>;
}

/** What changes on one securable for one principal; removal comes first, so that a privilege in both would stay. */
export interface GrantUpdate {
  readonly principal: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Applies access changes, under an identity of its own. Each change can be sent twice without harm. Nothing is checked
 * or undone here: services plan, store the inverse, apply, and verify by reading again.
 */
export interface WorkspaceResponder {
  /** Direct grants after the change. An inherited grant cannot be removed here: nothing would happen. */
  updateGrants(
    securable: SecurableReference,
    updates: readonly GrantUpdate[],
    signal: AbortSignal,
  ): Promise<readonly ListedGrant[]>;
  setOwner(securable: SecurableReference, owner: string, signal: AbortSignal): Promise<void>;
  /** @throws DATABRICKS_DENIED for groups that the identity provider syncs. */
  setMembership(
    membership: { readonly groupId: string; readonly principalId: string; readonly isMember: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  setActive(
    principal: {
      readonly kind: "user" | "service_principal";
      readonly id: string;
      readonly isActive: boolean;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** Pauses or resumes whatever starts the job by itself. @throws DATABRICKS_REFUSED for a job that nothing starts. */
  setJobPaused(jobId: string, isPaused: boolean, signal: AbortSignal): Promise<void>;
  /** Asks for all runs of a job to stop; they stop later. */
  cancelJobRuns(jobId: string, signal: AbortSignal): Promise<void>;
  /** Done when there is no such token any more. */
  deleteToken(tokenId: string, signal: AbortSignal): Promise<void>;
}
