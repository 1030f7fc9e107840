/** A kind of audit event in the generated data. */
export interface AuditKind {
  /** Share of all events. */
  readonly share: number;
  readonly service: string;
  readonly action: string;
  /** Account or workspace level. */
  readonly level: "A" | "W";
  /** SQL expressions of the request's parameters over `i` (event), `p` (principal), `who`, `what` (a table). */
  readonly params: Readonly<Record<string, string>>;
}

const CREDENTIAL = { table_full_name: "what", credential_type: "'StorageCredential'" };

/** Shares roughly as in public counts of real accounts: authentication and metadata first, control-plane changes rare. */
export const AUDIT_KINDS: readonly AuditKind[] = [
  {
    share: 0.27,
    service: "accounts",
    action: "tokenLogin",
    level: "W",
    params: { user: "who", tokenId: "md5(who)", authenticationMethod: "'API_EXT_PAT_TOKEN'" },
  },
  {
    share: 0.25,
    service: "unityCatalog",
    action: "generateTemporaryTableCredential",
    level: "A",
    params: { ...CREDENTIAL, operation: "'READ'" },
  },
  { share: 0.22, service: "unityCatalog", action: "getTable", level: "A", params: { full_name_arg: "what" } },
  {
    share: 0.08,
    service: "notebook",
    action: "attachNotebook",
    level: "W",
    params: { notebookId: "(p % 900)::VARCHAR", path: "'/Users/' || who || '/work'" },
  },
  {
    share: 0.06,
    service: "secrets",
    action: "getSecret",
    level: "W",
    params: { scope: "'pipelines'", key: "'key-' || (i % 9)" },
  },
  {
    share: 0.04,
    service: "unityCatalog",
    action: "generateTemporaryTableCredential",
    level: "A",
    params: { ...CREDENTIAL, operation: "'READ_WRITE'" },
  },
  {
    share: 0.03,
    service: "jobs",
    action: "runTriggered",
    level: "W",
    params: { jobId: "(p % 300)::VARCHAR", runId: "i::VARCHAR" },
  },
  {
    share: 0.02,
    service: "accounts",
    action: "samlLogin",
    level: "W",
    params: { user: "who", authentication_method: "'BROWSER_BYO_IDP_SAML'" },
  },
  {
    share: 0.015,
    service: "filesystem",
    action: "filesGet",
    level: "W",
    params: { path: "'/Volumes/main/raw/files/' || (i % 5000)", transferredSize: "(i % 100000)::VARCHAR" },
  },
  {
    share: 0.006,
    service: "databrickssql",
    action: "downloadQueryResult",
    level: "W",
    params: { queryId: "md5(i::VARCHAR)", fileType: "'csv'" },
  },
  {
    share: 0.002,
    service: "unityCatalog",
    action: "updatePermissions",
    level: "A",
    params: {
      securable_type: "'TABLE'",
      securable_full_name: "what",
      changes: `'[{"principal":"user' || (i % 1999) || '@example.com","add":["SELECT"]}]'`,
    },
  },
  {
    share: 0.001,
    service: "accounts",
    action: "addPrincipalToGroup",
    level: "A",
    params: {
      targetGroupName: "'group-' || (i % 60)",
      targetUserName: "'user' || (i % 1999) || '@example.com'",
    },
  },
  {
    share: 0.006,
    service: "agentWorkbench",
    action: "openAgentSession",
    level: "W",
    params: { session: "md5(i::VARCHAR)" },
  },
];
