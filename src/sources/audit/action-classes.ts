/**
 * What an audit action means for access. Plain kinds are the category itself; the others depend on the request:
 * `credential` is a read or a write by its operation, `owner_update` a new owner when the request names one,
 * `metastore_update` a new metastore admin then, `member` an admin change when the group is that of the admins,
 * `result_download` no export when the page itself fetched the result, `notebook_export` none for bare source code,
 * `job_acl` a new owner when the permissions name one. `identity` and `group` are no category: the event names a
 * principal or a group.
 */
export type ActionKind =
  | "read"
  | "write"
  | "export"
  | "login"
  | "token"
  | "permission_change"
  | "ownership_change"
  | "admin_change"
  | "credential"
  | "owner_update"
  | "metastore_update"
  | "member"
  | "result_download"
  | "notebook_export"
  | "job_acl"
  | "identity"
  | "group"
  | "other";

export interface ActionClass {
  /** As Databricks spells it; compared without case. */
  readonly service: string;
  readonly kind: ActionKind;
  /** Type of the securable that the action names, in the words of `SecurableKind`; absent: what the request says. */
  readonly securableType?: string;
  /** Separated by blanks; compared without case, since some are delivered with a capital. */
  readonly actions: string;
}

/**
 * The actions that Gatehouse tells apart. All others pass as category `other`, services and actions that are new to us
 * among them.
 *
 * Of the actions that show data, only those count as reads that stand for one read of one thing: metadata calls
 * (`getTable`, `metadataSnapshot`) and submitted commands name no read, and would count it twice.
 * Source: Databricks documentation, "Audit log reference"; actions and keys as used in published queries.
 */
export const ACTION_CLASSES: readonly ActionClass[] = [
  {
    service: "accounts",
    kind: "login",
    actions:
      "login samlLogin oidcBrowserLogin aadBrowserLogin certLogin jwtLogin mfaLogin passwordVerifyAuthentication workspaceLoginCodeAuthentication accountInHouseOAuthClientAuthentication tokenLogin aadTokenLogin oidcTokenAuthorization inHouseOAuthClientAuthentication IpAccessDenied accountIpAclsValidationFailed",
  },
  { service: "accounts", kind: "token", actions: "generateDbToken revokeDbToken garbageCollectDbToken" },
  {
    service: "accounts",
    kind: "permission_change",
    actions:
      "changeDbTokenAcl changePasswordAcl changeServicePrincipalAcls changeDatabricksWorkspaceAcl changeDatabricksSqlAcl",
  },
  {
    service: "accounts",
    kind: "member",
    actions: "addPrincipalToGroup removePrincipalFromGroup addPrincipalsToGroup removePrincipalsFromGroup",
  },
  {
    service: "accounts",
    kind: "admin_change",
    actions: "setAdmin removeAdmin setAccountAdmin removeAccountAdmin changeAccountOwner",
  },
  {
    service: "accounts",
    kind: "identity",
    actions: "add delete activateUser deactivateUser updateUser changePassword resetPassword",
  },
  { service: "accounts", kind: "group", actions: "createGroup updateGroup removeGroup" },
  { service: "accountsManager", kind: "admin_change", actions: "changeAccountOwner" },
  { service: "accountsAccessControl", kind: "permission_change", actions: "updateRuleSet" },
  {
    service: "oauth2",
    kind: "token",
    actions:
      "createCustomAppIntegration updateCustomAppIntegration deleteCustomAppIntegration createPublishedAppIntegration deletePublishedAppIntegration enrollOAuth",
  },
  { service: "servicePrincipalCredentials", kind: "token", actions: "create delete" },
  { service: "groups", kind: "member", actions: "addPrincipalToGroup removePrincipalFromGroup" },
  { service: "groups", kind: "group", actions: "createGroup removeGroup" },

  {
    service: "unityCatalog",
    kind: "credential",
    securableType: "table",
    actions: "generateTemporaryTableCredential",
  },
  {
    service: "unityCatalog",
    kind: "credential",
    securableType: "path",
    actions: "generateTemporaryPathCredential",
  },
  {
    service: "unityCatalog",
    kind: "credential",
    securableType: "volume",
    actions: "generateTemporaryVolumeCredential",
  },
  {
    service: "unityCatalog",
    kind: "credential",
    securableType: "credential",
    actions: "generateTemporaryServiceCredential",
  },
  { service: "unityCatalog", kind: "permission_change", actions: "updatePermissions" },
  {
    service: "unityCatalog",
    kind: "permission_change",
    securableType: "share",
    actions: "updateSharePermissions",
  },
  { service: "unityCatalog", kind: "owner_update", securableType: "table", actions: "updateTables" },
  { service: "unityCatalog", kind: "owner_update", securableType: "schema", actions: "updateSchema" },
  { service: "unityCatalog", kind: "owner_update", securableType: "catalog", actions: "updateCatalog" },
  { service: "unityCatalog", kind: "owner_update", securableType: "volume", actions: "updateVolume" },
  { service: "unityCatalog", kind: "owner_update", securableType: "function", actions: "updateFunction" },
  { service: "unityCatalog", kind: "owner_update", securableType: "model", actions: "updateRegisteredModel" },
  {
    service: "unityCatalog",
    kind: "owner_update",
    securableType: "external_location",
    actions: "updateExternalLocation",
  },
  {
    service: "unityCatalog",
    kind: "owner_update",
    securableType: "storage_credential",
    actions: "updateStorageCredential",
  },
  { service: "unityCatalog", kind: "owner_update", securableType: "credential", actions: "updateCredential" },
  { service: "unityCatalog", kind: "owner_update", securableType: "connection", actions: "updateConnection" },
  { service: "unityCatalog", kind: "owner_update", securableType: "share", actions: "updateShare" },
  { service: "unityCatalog", kind: "owner_update", securableType: "recipient", actions: "updateRecipient" },
  { service: "unityCatalog", kind: "owner_update", securableType: "provider", actions: "updateProvider" },
  {
    service: "unityCatalog",
    kind: "metastore_update",
    securableType: "metastore",
    actions: "updateMetastore",
  },
  {
    service: "unityCatalog",
    kind: "read",
    securableType: "shared_table",
    actions: "deltaSharingQueryTable deltaSharingQueryTableChanges",
  },
  {
    service: "unityCatalog",
    kind: "export",
    securableType: "shared_table",
    actions: "deltaSharingQueriedTable deltaSharingQueriedTableChanges",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "table",
    actions: "getTable privilegedGetTable createTable deleteTable createConstraint deleteConstraint",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "schema",
    actions: "getSchema createSchema deleteSchema listTables listTableSummaries",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "catalog",
    actions: "getCatalog createCatalog deleteCatalog listSchemas",
  },
  { service: "unityCatalog", kind: "other", securableType: "volume", actions: "createVolume deleteVolume" },
  { service: "unityCatalog", kind: "other", securableType: "function", actions: "deleteFunction" },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "model",
    actions: "createRegisteredModel deleteRegisteredModel createModelVersion",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "external_location",
    actions: "createExternalLocation deleteExternalLocation getExternalLocation",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "storage_credential",
    actions: "createStorageCredential deleteStorageCredential validateStorageCredential",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "connection",
    actions: "createConnection deleteConnection",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "share",
    actions: "createShare deleteShare getShare",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "recipient",
    actions:
      "createRecipient deleteRecipient rotateRecipientToken getActivationUrlInfo retrieveRecipientToken",
  },
  {
    service: "unityCatalog",
    kind: "other",
    securableType: "metastore",
    actions: "createMetastore deleteMetastore",
  },
  {
    service: "dataMonitoring",
    kind: "other",
    securableType: "table",
    actions: "createMonitor updateMonitor DeleteMonitor",
  },

  {
    service: "databrickssql",
    kind: "read",
    actions: "executeAdhocQuery executeSavedQuery executeWidgetQuery executeFastQuery",
  },
  { service: "databrickssql", kind: "result_download", actions: "downloadQueryResult" },
  {
    service: "databrickssql",
    kind: "permission_change",
    actions: "changeWarehouseAcls changeEndpointAcls changePermissions",
  },
  { service: "databrickssql", kind: "ownership_change", actions: "transferObjectOwnership" },
  { service: "dashboards", kind: "read", actions: "executeQuery getQueryResult getPublishedDashboard" },
  { service: "dashboards", kind: "export", actions: "sendDashboardSnapshot" },
  { service: "aibiGenie", kind: "read", actions: "executeFullQueryResult genieGetMessageQueryResult" },
  { service: "notebook", kind: "export", actions: "downloadPreviewResults downloadLargeResults" },
  { service: "workspace", kind: "notebook_export", actions: "workspaceExport" },
  { service: "workspace", kind: "permission_change", actions: "changeWorkspaceAcl" },
  {
    service: "workspace",
    kind: "admin_change",
    actions:
      "updateRoleAssignment updatePermissionAssignment addPermissionAssignment deletePermissionAssignment",
  },
  { service: "workspace", kind: "token", actions: "mintOAuthToken mintOAuthAuthorizationCode" },
  { service: "workspaceFiles", kind: "read", securableType: "volume", actions: "wsfsStreamingRead" },
  {
    service: "workspaceFiles",
    kind: "write",
    securableType: "volume",
    actions: "wsfsStreamingWrite wsfsImportFile",
  },
  { service: "filesystem", kind: "export", securableType: "volume", actions: "filesGet" },
  { service: "filesystem", kind: "write", securableType: "volume", actions: "filesPut filesDelete" },
  {
    service: "dbfs",
    kind: "write",
    securableType: "volume",
    actions: "create put addBlock delete mkdirs move",
  },
  { service: "secrets", kind: "permission_change", actions: "putAcl deleteAcl" },
  { service: "jobs", kind: "job_acl", actions: "changeJobAcl resetJobAcl" },
  { service: "clusters", kind: "permission_change", actions: "changeClusterAcl" },
  { service: "clusterPolicies", kind: "permission_change", actions: "changeClusterPolicyAcl" },
  { service: "instancePools", kind: "permission_change", actions: "changeInstancePoolAcl" },
  { service: "iamRole", kind: "permission_change", actions: "changeIamRoleAcl changeIamRoleAssumeAcl" },
  { service: "deltaPipelines", kind: "permission_change", actions: "changePipelineAcls" },
  {
    service: "serverlessRealTimeInference",
    kind: "permission_change",
    actions: "changeInferenceEndpointAcl",
  },
  { service: "apps", kind: "permission_change", actions: "changeAppsAcl" },
  { service: "featureStore", kind: "permission_change", actions: "changeFeatureTableAcl" },
  { service: "vectorSearch", kind: "permission_change", actions: "changeEndpointAcl" },
  {
    service: "vectorSearch",
    kind: "read",
    securableType: "vector_index",
    actions:
      "queryVectorIndex queryVectorIndexNextPage queryVectorIndexRouteOptimized scanVectorIndex scanVectorIndexRouteOptimized",
  },
  { service: "modelRegistry", kind: "permission_change", actions: "changeRegisteredModelAcl" },
  {
    service: "modelRegistry",
    kind: "export",
    actions: "getModelVersionDownloadUri getModelVersionSignedDownloadUri",
  },
  { service: "mlflowAcledArtifact", kind: "read", actions: "readArtifact" },
  { service: "mlflowAcledArtifact", kind: "write", actions: "writeArtifact" },
  {
    service: "sqlPermissions",
    kind: "permission_change",
    actions: "grantPermission revokePermission denyPermission removeAllPermissions",
  },
  { service: "sqlPermissions", kind: "ownership_change", actions: "changeSecurableOwner" },
  {
    service: "gitCredentials",
    kind: "token",
    actions: "createGitCredential updateGitCredential deleteGitCredential linkGitProvider",
  },
  { service: "repos", kind: "export", actions: "commitAndPush" },
  { service: "ssh", kind: "login", actions: "login" },
];
