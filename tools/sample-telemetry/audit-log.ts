import type { RandomGenerator } from "../../src/stats/random.ts";
import { isoDate, isoTime } from "./calendar.ts";
import type { Telemetry } from "./telemetry.ts";
import { hex, type Person, uuid, type World } from "./world.ts";

/** What happened; the rest of an audit row follows from who did it. */
export interface AuditEvent {
  readonly momentMs: number;
  readonly person: Person | null;
  readonly service: string;
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  /** Unity Catalog and account events belong to no workspace. */
  readonly isAccountLevel?: boolean;
  readonly statusCode?: number;
  readonly errorMessage?: string;
  /** Where it came from, when not from where the person usually works. */
  readonly address?: string;
  readonly userAgent?: string;
}

/** Writes audit events as rows of `system.access.audit`. */
export interface AuditLog {
  add(event: AuditEvent): void;
}

export const AUDIT_TABLE = "access.audit";
/** One address in so many carries a port, as seen in real logs. */
const PORT_RATIO = 0.02;
/** Emitted twice, after the exporter read a window again. */
const DUPLICATE_RATIO = 0.004;
/** Addresses that say nothing; some rows of real logs carry one. */
export const BLANK_ADDRESSES = ["", "127.0.0.1", "0.0.0.0"];
const SYSTEM_USER = "System-User";

export function openAuditLog(parts: {
  readonly world: World;
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
}): AuditLog {
  const { world, random, telemetry } = parts;
  return {
    add(event) {
      const row = auditRow(world, random, event);
      telemetry.add(AUDIT_TABLE, event.momentMs, row);
      if (random.uniform() < DUPLICATE_RATIO) telemetry.add(AUDIT_TABLE, event.momentMs + 1, row);
    },
  };
}

function auditRow(world: World, random: RandomGenerator, event: AuditEvent) {
  const { person } = event;
  const workspaceId = person?.workspaceId ?? world.workspaceIds[0];
  const isAccountLevel = event.isAccountLevel === true;
  const params = isAccountLevel
    ? { ...event.params, workspace_id: workspaceId, metastore_id: world.metastoreId }
    : event.params;
  return {
    account_id: world.accountId,
    workspace_id: isAccountLevel ? "0" : workspaceId,
    version: "2.0",
    event_time: isoTime(event.momentMs),
    event_date: isoDate(event.momentMs),
    source_ip_address: addressOf(random, event),
    user_agent: event.userAgent ?? person?.agent.userAgent,
    user_identity: { email: person?.name ?? SYSTEM_USER },
    service_name: event.service,
    action_name: event.action,
    request_id: hex(random, 16),
    request_params: params,
    response: {
      status_code: event.statusCode ?? 200,
      error_message: event.errorMessage,
    },
    audit_level: isAccountLevel ? "ACCOUNT_LEVEL" : "WORKSPACE_LEVEL",
    event_id: uuid(random),
  };
}

/** The platform's own calls come from nowhere; only real addresses have a port. */
function addressOf(random: RandomGenerator, event: AuditEvent): string {
  const address = event.address ?? event.person?.address ?? "0.0.0.0";
  const hasPort = random.uniform() < PORT_RATIO && !BLANK_ADDRESSES.includes(address);
  return hasPort ? `${address}:${30_000 + random.below(30_000)}` : address;
}
