import type { RandomGenerator } from "../../src/stats/random.ts";
import { AUDIT_TABLE, type AuditLog, BLANK_ADDRESSES } from "./audit-log.ts";
import { type Calendar, HOUR_MS, hoursOf, isoDate, isoTime } from "./calendar.ts";
import type { Telemetry } from "./telemetry.ts";
import { hex, pick, uuid, type World } from "./world.ts";

/** Actions that no published list has: the platform adds services without notice. */
const UNKNOWN_ACTIONS = [
  { service: "agentWorkbench", action: "openAgentSession" },
  { service: "agentWorkbench", action: "closeAgentSession" },
  { service: "unityCatalog", action: "refreshSemanticIndex" },
];
const UNKNOWN_PER_HOUR = 0.4;
const ANONYMOUS_FAILURES_PER_HOUR = 0.05;

/** What real telemetry has and tidy samples do not: unknown actions, failed logins without identity, blank addresses. */
export function addFlaws(parts: {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly audit: AuditLog;
  readonly telemetry: Telemetry;
}): void {
  const { world, calendar, audit, telemetry } = parts;
  const random = parts.random.fork("flaws");
  for (const hourMs of hoursOf(calendar)) {
    for (let count = random.poisson(UNKNOWN_PER_HOUR); count > 0; count--)
      audit.add({
        ...pick(random, UNKNOWN_ACTIONS),
        momentMs: hourMs + random.below(HOUR_MS),
        person: pick(random, world.services),
        params: {},
        address: pick(random, BLANK_ADDRESSES),
      });
    for (let count = random.poisson(ANONYMOUS_FAILURES_PER_HOUR); count > 0; count--) {
      const momentMs = hourMs + random.below(HOUR_MS);
      telemetry.add(AUDIT_TABLE, momentMs, anonymousFailure(world, random, momentMs));
    }
  }
}

/** On a failed login the identity is missing; only the request says who tried. */
function anonymousFailure(world: World, random: RandomGenerator, momentMs: number) {
  const person = pick(random, world.humans);
  return {
    account_id: world.accountId,
    workspace_id: person.workspaceId,
    version: "2.0",
    event_time: isoTime(momentMs),
    event_date: isoDate(momentMs),
    source_ip_address: person.address,
    user_agent: person.agent.userAgent,
    user_identity: {},
    service_name: "accounts",
    action_name: "samlLogin",
    request_id: hex(random, 16),
    request_params: { user: person.name },
    response: { status_code: 401, error_message: "INVALID_CREDENTIALS" },
    audit_level: "WORKSPACE_LEVEL",
    event_id: uuid(random),
  };
}
