import type { RandomGenerator } from "../../src/stats/random.ts";
import type { AuditLog } from "./audit-log.ts";
import { type Calendar, DAY_MS, HOUR_MS } from "./calendar.ts";
import { CATALOG_TABLES } from "./catalog-tables.ts";
import { type Person, pick, type World } from "./world.ts";

export const GROUPS = ["analysts", "data-engineers", "finance-analysts", "contractors", "dashboard-readers"];
/** Grants and memberships on a working day: people join projects and leave them. */
const CHANGES_PER_DAY = 1.5;

/** Who changes access in the sample account: a person of the platform and its Terraform identity. */
export function accessAdmins(world: World): readonly Person[] {
  const human = world.humans.find((person) => person.team === "platform") ?? world.humans[0];
  const service = world.services[0];
  return [human, service].filter((person) => person !== undefined);
}

/** The ordinary trickle of grants, revokes and memberships. */
export function addAccessChanges(parts: {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly audit: AuditLog;
}): void {
  const { world, calendar, audit } = parts;
  const random = parts.random.fork("access changes");
  for (let dayMs = calendar.startMs; dayMs < calendar.endMs; dayMs += DAY_MS) {
    const isWeekend = [0, 6].includes(new Date(dayMs).getUTCDay());
    for (let count = random.poisson(isWeekend ? 0.05 : CHANGES_PER_DAY); count > 0; count--) {
      const momentMs = dayMs + 9 * HOUR_MS + random.below(8 * HOUR_MS);
      const admin = pick(random, accessAdmins(world));
      const subject = pick(random, world.humans);
      if (random.uniform() < 0.6)
        audit.add(grantEvent({ momentMs, admin, subject: subject.name, table: grantable(random) }));
      else audit.add(memberEvent({ momentMs, admin, subject, group: pick(random, GROUPS) }));
    }
  }
}

function grantable(random: RandomGenerator): string {
  return pick(
    random,
    CATALOG_TABLES.filter((table) => !table.isSensitive),
  ).name;
}

/** `GRANT SELECT ON TABLE … TO …` as the audit log tells it. */
export function grantEvent(grant: {
  readonly momentMs: number;
  readonly admin: Person;
  readonly subject: string;
  readonly table: string;
}) {
  return {
    momentMs: grant.momentMs,
    person: grant.admin,
    service: "unityCatalog",
    action: "updatePermissions",
    params: {
      securable_type: "TABLE",
      securable_full_name: grant.table,
      changes: JSON.stringify([{ principal: grant.subject, add: ["SELECT"] }]),
    },
    isAccountLevel: true,
  };
}

/** A person joins a group. */
export function memberEvent(change: {
  readonly momentMs: number;
  readonly admin: Person;
  readonly subject: Person;
  readonly group: string;
}) {
  return {
    momentMs: change.momentMs,
    person: change.admin,
    service: "accounts",
    action: "addPrincipalToGroup",
    params: {
      targetGroupName: change.group,
      targetGroupId: String(GROUPS.indexOf(change.group) + 700),
      targetUserName: change.subject.name,
      targetUserId: change.subject.userId,
      endpoint: "adminConsole",
    },
    isAccountLevel: true,
  };
}
