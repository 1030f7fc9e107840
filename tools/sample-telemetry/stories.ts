import type { RandomGenerator } from "../../src/stats/random.ts";
import { accessAdmins, grantEvent, memberEvent } from "./access-changes.ts";
import type { AuditLog } from "./audit-log.ts";
import type { CostSurge } from "./billing.ts";
import { type Calendar, DAY_MS, HOUR_MS, MINUTE_MS, momentBeforeEnd } from "./calendar.ts";
import { CATALOG_TABLES, FEATURE_COLUMN, FEATURE_TABLE, REVENUE_TABLE } from "./catalog-tables.ts";
import type { Slowdown } from "./job-runs.ts";
import type { StatementLog } from "./statements.ts";
import type { ColumnShift, ForeignVersion, TableGrowth } from "./table-profiles.ts";
import { hex, type Person, pick, type World } from "./world.ts";

/**
 * What is planted in the sample, for the reader of a scan to compare with. Each story needs history before it; a sample
 * too short for a story does without.
 */
export interface Stories {
  /** A definition changes and the job takes three times as long. */
  readonly slowdown: Slowdown | null;
  /** One warehouse costs six times as much for two days. */
  readonly surge: CostSurge | null;
  /** A feature column shifts after somebody wrote to its table who never does. */
  readonly shift: ColumnShift | null;
  /** The revenue table of the night, with three times its rows until noon. */
  readonly growth: TableGrowth | null;
  readonly foreignVersions: readonly ForeignVersion[];
  /** The intruder of the night; null without it. */
  readonly intruder: Person | null;
}

/** Days of history that a story needs, so that something is known before it. */
const HISTORY_DAYS = 7;
const SLOWDOWN_DAYS_BEFORE_END = 6;
const SURGE_DAYS_BEFORE_END = 4;
const SHIFT_DAYS_BEFORE_END = 9;
const NIGHT_DAYS_BEFORE_END = 1;
/** A network that nobody in the account ever came from. */
const FOREIGN_ADDRESS = "203.0.113.77";

export function planStories(world: World, calendar: Calendar): Stories {
  const fits = (daysBeforeEnd: number): boolean => calendar.dayCount - daysBeforeEnd >= HISTORY_DAYS;
  const at = (daysBeforeEnd: number, clock: string): number =>
    momentBeforeEnd(calendar, daysBeforeEnd, clock);
  const job = world.jobs[3];
  const warehouse = world.warehouses[1];
  const stranger = world.humans.find((person) => person.team === "marketing");
  const intruder = world.humans.find(
    (person) => person.team !== "finance" && person !== accessAdmins(world)[0],
  );
  const shiftMs = at(SHIFT_DAYS_BEFORE_END, "05:20");
  const growMs = at(NIGHT_DAYS_BEFORE_END, "02:14");
  const surgeMs = at(SURGE_DAYS_BEFORE_END, "00:00");
  const isShiftTold = fits(SHIFT_DAYS_BEFORE_END) && stranger !== undefined;
  const isNightTold = fits(NIGHT_DAYS_BEFORE_END) && intruder !== undefined;
  return {
    slowdown:
      fits(SLOWDOWN_DAYS_BEFORE_END) && job !== undefined
        ? { jobId: job.jobId, fromMs: at(SLOWDOWN_DAYS_BEFORE_END, "10:00"), durationRatio: 3 }
        : null,
    surge:
      fits(SURGE_DAYS_BEFORE_END) && warehouse !== undefined
        ? {
            warehouseId: warehouse.warehouseId,
            fromMs: surgeMs,
            untilMs: surgeMs + 2 * DAY_MS,
            usageRatio: 6,
          }
        : null,
    shift: isShiftTold
      ? {
          table: FEATURE_TABLE,
          column: FEATURE_COLUMN,
          fromMs: shiftMs,
          untilMs: shiftMs + 30 * HOUR_MS,
          valueRatio: 1.6,
        }
      : null,
    growth: isNightTold
      ? { table: REVENUE_TABLE, fromMs: growMs, untilMs: at(NIGHT_DAYS_BEFORE_END, "12:00"), rowRatio: 3 }
      : null,
    foreignVersions: [
      ...(isShiftTold ? [{ table: FEATURE_TABLE, momentMs: shiftMs, writer: stranger.name }] : []),
      ...(isNightTold
        ? [
            {
              table: REVENUE_TABLE,
              momentMs: growMs,
              writer: intruder.name,
            },
          ]
        : []),
    ],
    intruder: isNightTold ? intruder : null,
  };
}

interface NightParts {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly audit: AuditLog;
  readonly statements: StatementLog;
}

/** 01:50 refused reads, 02:03 the grant, 02:09 the first read, 02:13 the export, 02:14 the table has grown. */
export function addNightOfTheExport(parts: NightParts, intruder: Person): void {
  const { calendar, random, audit, world } = parts;
  const at = (clock: string): number => momentBeforeEnd(calendar, NIGHT_DAYS_BEFORE_END, clock);
  const [admin] = accessAdmins(world);
  if (admin === undefined) return;
  const sensitive = CATALOG_TABLES.filter((table) => table.isSensitive);
  for (let attempt = 0; attempt < 14; attempt++)
    readAs(parts, intruder, {
      table: pick(random, sensitive).name,
      momentMs: at("01:50") + attempt * 25_000,
      isDenied: true,
    });
  audit.add({
    momentMs: at("02:01"),
    person: intruder,
    service: "accounts",
    action: "samlLogin",
    params: { user: intruder.name, authentication_method: "BROWSER_BYO_IDP_SAML" },
    address: FOREIGN_ADDRESS,
    userAgent: "python-requests/2.32.3",
  });
  audit.add(grantEvent({ momentMs: at("02:03"), admin, subject: intruder.name, table: REVENUE_TABLE }));
  audit.add(
    memberEvent({ momentMs: at("02:03") + 20_000, admin, subject: intruder, group: "finance-analysts" }),
  );
  const wanted = [
    REVENUE_TABLE,
    ...CATALOG_TABLES.map((table) => table.name).filter((name) => name !== REVENUE_TABLE),
  ];
  wanted.slice(0, 26).forEach((table, index) => {
    readAs(parts, intruder, { table, momentMs: at("02:09") + index * 9_000, isDenied: false });
  });
  for (let download = 0; download < 24; download++)
    audit.add({
      momentMs: at("02:13") + download * 2_000,
      person: intruder,
      service: "databrickssql",
      action: "downloadQueryResult",
      params: { queryId: hex(random, 32), queryResultId: hex(random, 32), fileType: "csv" },
      address: FOREIGN_ADDRESS,
      userAgent: "python-requests/2.32.3",
    });
  parts.statements.add({
    momentMs: at("02:14") - 10_000,
    person: intruder,
    reads: [REVENUE_TABLE],
    writes: REVENUE_TABLE,
    isDenied: false,
    job: null,
    sizeRatio: 3,
    address: FOREIGN_ADDRESS,
  });
}

function readAs(
  { statements }: NightParts,
  person: Person,
  read: { readonly table: string; readonly momentMs: number; readonly isDenied: boolean },
): void {
  statements.add({
    momentMs: read.momentMs,
    person,
    reads: [read.table],
    writes: null,
    isDenied: read.isDenied,
    job: null,
    sizeRatio: 60,
    address: FOREIGN_ADDRESS,
  });
}

/** The statements behind the surge: a dashboard of a service principal, refreshed far too often. */
export function addDashboardFlood(parts: NightParts, surge: CostSurge): void {
  const { random, statements, world } = parts;
  const reader = world.services[1];
  if (reader === undefined) return;
  const flooding = { ...reader, warehouseId: surge.warehouseId };
  for (
    let momentMs = surge.fromMs;
    momentMs < surge.untilMs;
    momentMs += 2 * MINUTE_MS + random.below(MINUTE_MS)
  )
    statements.add({
      momentMs,
      person: flooding,
      reads: ["main.sales.orders"],
      writes: null,
      isDenied: false,
      job: null,
      sizeRatio: 2,
    });
}

/** The unusual writer of the feature table, as the audit log and the lineage tell it. */
export function addForeignWrite(parts: NightParts, shift: ColumnShift, writer: Person): void {
  parts.statements.add({
    momentMs: shift.fromMs - 30_000,
    person: writer,
    reads: ["main.product.sessions"],
    writes: shift.table,
    isDenied: false,
    job: null,
    sizeRatio: 1,
  });
}
