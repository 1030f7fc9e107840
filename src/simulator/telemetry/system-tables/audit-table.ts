import { HOUR_MS } from "../../../domain/units.ts";
import { auditSource } from "../../../sources/audit.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import { addDelivered, type TableLog } from "../table-log.ts";
import type { AuditLogRow } from "../telemetry-log.ts";
import { spelledParams } from "./spelled-params.ts";

/** `system.access.audit`. Rows of workspace `"0"` are on the level of the account. */
export const auditTable = defineCompactTable({
  source: auditSource,
  columns: {
    at: "moment",
    workspace: "code",
    actor: "code",
    address: "code",
    port: "whole",
    agent: "code",
    service: "code",
    action: "code",
    params: "map",
    own: "entries",
    own_keys: "code",
    status: "whole",
    error: "code",
    result: "code",
    run_as: "code",
  },
  expressions: {
    account_id: "account.account_id",
    workspace_id: "workspace.text",
    version: "'2.0'",
    event_time: "r.at",
    event_date: "r.at",
    source_ip_address:
      "CASE WHEN r.port IS NULL THEN address.text ELSE concat(address.text, ':', r.port) END",
    user_agent: "agent.text",
    session_id: sessionOf("r.actor", "r.at"),
    "user_identity.email": "actor.text",
    service_name: "service.text",
    action_name: "action.text",
    // Digits of the event id read from behind: one per call, and no second hash to compute.
    request_id: "left(reverse(CAST(r.id AS VARCHAR)), 12)",
    request_params:
      "CASE WHEN r.own IS NULL THEN params.entries ELSE map_from_entries(list_concat(map_entries(params.entries), r.own)) END",
    "response.status_code": "r.status",
    "response.error_message": "error.text",
    "response.result": "result.text",
    audit_level: "CASE WHEN workspace.text = '0' THEN 'ACCOUNT_LEVEL' ELSE 'WORKSPACE_LEVEL' END",
    event_id: "CAST(r.id AS VARCHAR)",
    "identity_metadata.run_by": "actor.text",
    "identity_metadata.run_as": "run_as.text",
  },
  presence: { identity_metadata: "run_as.text IS NOT NULL" },
});

/** Delivered again: the same event id, when the reader takes the last one or two days once more (section 1.4, 9). */
const DUPLICATE_RATIO = 0.004;
const DUPLICATE_DELAY_MS_MAX = 24 * HOUR_MS;
/** Addresses with a port, as seen in real logs (section 3). */
const PORT_RATIO = 0.02;
const PORT_MIN = 30_000;
const PORT_COUNT = 30_000;
/** Addresses that are blank though somebody was there; `0.0.0.0` and `127.0.0.1` occur too (section 3). */
const BLANK_RATIO = 0.002;
/** Delegated calls whose identity metadata is NULL all the same: the column was added late and is filled sparsely (section 3). */
const METADATA_MISSING_RATIO = 0.01;
/** A row of a service that no list knows, so often beside a known one: services are added without notice (section 4). */
const UNKNOWN_ACTION_RATIO = 0.0005;
const UNKNOWN_ACTIONS = [
  { service: "agentWorkbench", action: "openAgentSession" },
  { service: "agentWorkbench", action: "closeAgentSession" },
  { service: "unityCatalog", action: "refreshSemanticIndex" },
] as const;
const SYSTEM_USER = "System-User";
const PLATFORM_AGENT = "Databricks-Service/platform";
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const BLANK_ADDRESSES: readonly string[] = ["", "0.0.0.0", "127.0.0.1"];

/** A session of a principal on a day, as 16 hexadecimal digits; multiplied so that neighbors look apart (Knuth's 2³² / φ). */
export function sessionOf(actor: string, at: string): string {
  const digits = (number: string) => `CAST(${number} AS BIGINT) * 2654435761 % 4294967296`;
  return `printf('%08x%08x', ${digits(actor)}, ${digits(`epoch(${at}) // 86400 + ${actor}`)})`;
}

/** Takes a row with its flaws, and now and then one of an unknown service beside it. */
export function logAudit(log: AuditLog, row: AuditLogRow): void {
  addRow(log, row);
  const seq = log.rowCount();
  if (log.draw(seq, "secondFlaw") >= UNKNOWN_ACTION_RATIO) return;
  const unknown = UNKNOWN_ACTIONS[Math.floor(log.draw(seq, "spelling") * UNKNOWN_ACTIONS.length)];
  if (unknown === undefined || row.workspaceId === "0") return;
  addRow(log, {
    at: row.at,
    workspaceId: row.workspaceId,
    actor: SYSTEM_USER,
    address: "0.0.0.0",
    userAgent: PLATFORM_AGENT,
    ...unknown,
    params: {},
    ownParams: null,
    status: 200,
    error: null,
    result: null,
    runAs: null,
  });
}

type AuditLog = TableLog<keyof typeof auditTable.columns>;

function addRow(log: AuditLog, row: AuditLogRow): void {
  const { words, account } = log.tools;
  const seq = log.nextSeq();
  const { params, own } = packedParams(log, seq, row);
  const flaw = log.draw(seq, "flaw");
  const hasPort = flaw < PORT_RATIO && IPV4.test(row.address) && !BLANK_ADDRESSES.includes(row.address);
  const isBlank = flaw > 1 - BLANK_RATIO;
  const isDelegationTold = row.runAs !== null && log.draw(seq, "amount") >= METADATA_MISSING_RATIO;
  const isMetastoreCall = row.workspaceId === "0" && row.service === "unityCatalog";
  addDelivered(log, row.at, {
    seq,
    duplicateRatio: DUPLICATE_RATIO,
    duplicateDelayMsMax: DUPLICATE_DELAY_MS_MAX,
    row: {
      at: row.at,
      workspace: words.text(row.workspaceId),
      actor: words.text(row.actor),
      address: words.text(isBlank ? blankAddress(log, seq) : row.address),
      port: hasPort ? PORT_MIN + Math.floor(log.draw(seq, "flawDetail") * PORT_COUNT) : Number.NaN,
      agent: words.text(row.userAgent),
      service: words.text(row.service),
      action: words.text(row.action),
      params: words.map(isMetastoreCall ? inMetastore(params, account.metastoreId) : params),
      own: own?.values ?? "",
      own_keys: own?.keys ?? 0,
      status: row.status,
      error: words.text(row.error),
      result: words.text(row.result),
      run_as: isDelegationTold ? words.text(row.runAs) : 0,
    },
  });
}

function blankAddress(log: AuditLog, seq: number): string {
  return BLANK_ADDRESSES[Math.floor(log.draw(seq, "flawDetail") * BLANK_ADDRESSES.length)] ?? "";
}

/** Parameters of calls with the metastore in front, by those without it. */
const IN_METASTORE = new WeakMap<AuditLogRow["params"], AuditLogRow["params"]>();

function inMetastore(params: AuditLogRow["params"], metastoreId: string): AuditLogRow["params"] {
  const known = IN_METASTORE.get(params);
  if (known?.["metastore_id"] === metastoreId) return known;
  const made = { metastore_id: metastoreId, ...params };
  if (Object.isFrozen(params)) IN_METASTORE.set(params, Object.freeze(made));
  return made;
}

/** Parameters that repeat as a map, the others packed; a key that is in both is the row's own. */
function packedParams(log: AuditLog, seq: number, row: AuditLogRow) {
  const params = spelledParams(row.params, log.draw(seq, "spelling"));
  if (row.ownParams === null) return { params, own: null };
  const own = log.tools.words.ownEntries(row.ownParams);
  if (own === null) return { params: { ...params, ...row.ownParams }, own };
  const isDouble = Object.keys(row.ownParams).some((key) => key in params);
  const rest = isDouble
    ? Object.fromEntries(Object.entries(params).filter(([key]) => row.ownParams?.[key] === undefined))
    : params;
  return { params: rest, own };
}
