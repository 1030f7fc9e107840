/** How a change of an access control list stands in the audit log, by type of the object. */
interface ListRequest {
  readonly service: string;
  readonly action: string;
  /** Whether the whole list is told at once instead of one row for each entry. */
  readonly isWholeList: boolean;
  /** Whether the object is told by its path in the workspace beside its id. */
  readonly isPathTold: boolean;
}

const ENTRY = { isWholeList: false, isPathTold: false };
const WORKSPACE_OBJECT: ListRequest = {
  service: "workspace",
  action: "changeWorkspaceAcl",
  isWholeList: false,
  isPathTold: true,
};

/** Source: Databricks documentation, "Audit log reference"; actions as used in published queries. */
const REQUESTS: Readonly<Record<string, ListRequest>> = {
  jobs: { ...ENTRY, service: "jobs", action: "changeJobAcl" },
  pipelines: { ...ENTRY, service: "deltaPipelines", action: "changePipelineAcls" },
  clusters: { ...ENTRY, service: "clusters", action: "changeClusterAcl" },
  "cluster-policies": { ...ENTRY, service: "clusterPolicies", action: "changeClusterPolicyAcl" },
  "instance-pools": { ...ENTRY, service: "instancePools", action: "changeInstancePoolAcl" },
  warehouses: { ...ENTRY, service: "databrickssql", action: "changeWarehouseAcls" },
  "registered-models": { ...ENTRY, service: "modelRegistry", action: "changeRegisteredModelAcl" },
  "serving-endpoints": {
    ...ENTRY,
    service: "serverlessRealTimeInference",
    action: "changeInferenceEndpointAcl",
  },
  "vector-search-endpoints": {
    service: "vectorSearch",
    action: "changeEndpointAcl",
    isWholeList: true,
    isPathTold: false,
  },
  apps: { service: "apps", action: "changeAppsAcl", isWholeList: true, isPathTold: false },
};

/** The request that changes the list of `objectType/objectId`. Notebooks, dashboards and the like share one. */
export function aclRequest(objectType: string, objectId: string): ListRequest {
  if (objectType === "authorization")
    return {
      ...ENTRY,
      service: "accounts",
      action: objectId === "passwords" ? "changePasswordAcl" : "changeDbTokenAcl",
    };
  return REQUESTS[objectType] ?? WORKSPACE_OBJECT;
}
