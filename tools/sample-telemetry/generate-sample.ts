import { randomGenerator } from "../../src/stats/random.ts";
import { addAccessChanges } from "./access-changes.ts";
import { openAuditLog } from "./audit-log.ts";
import { addBilling } from "./billing.ts";
import { calendarOf } from "./calendar.ts";
import { addEverydayWork } from "./everyday-work.ts";
import { addFlaws } from "./flaws.ts";
import { addJobRuns } from "./job-runs.ts";
import { addSnapshots } from "./snapshots.ts";
import { openStatementLog } from "./statements.ts";
import {
  addDashboardFlood,
  addForeignWrite,
  addNightOfTheExport,
  planStories,
  type Stories,
} from "./stories.ts";
import { addTableProfiles } from "./table-profiles.ts";
import { openTelemetry, type Telemetry } from "./telemetry.ts";
import { addWarehouseEvents } from "./warehouse-events.ts";
import { buildWorld, type World } from "./world.ts";

export interface SampleOptions {
  readonly seed: number;
  readonly dayCount: number;
  readonly principalCount: number;
}

export interface Sample {
  readonly world: World;
  readonly stories: Stories;
  readonly telemetry: Telemetry;
}

/** Telemetry of an invented account in an ordinary month, with the planted stories. The same options give the same rows. */
export function generateSample({ seed, dayCount, principalCount }: SampleOptions): Sample {
  const random = randomGenerator(seed);
  const world = buildWorld(random.fork("world"), principalCount);
  const calendar = calendarOf(dayCount);
  const stories = planStories(world, calendar);
  const telemetry = openTelemetry();
  const audit = openAuditLog({ world, random: random.fork("audit"), telemetry });
  const statements = openStatementLog({
    world,
    calendar,
    random: random.fork("statements"),
    telemetry,
    audit,
  });
  const parts = { world, calendar, random, telemetry, audit, statements };
  addEverydayWork(parts);
  addAccessChanges(parts);
  const runs = addJobRuns({ ...parts, slowdown: stories.slowdown });
  if (stories.intruder !== null) addNightOfTheExport(parts, stories.intruder);
  if (stories.surge !== null) addDashboardFlood(parts, stories.surge);
  const writer = world.humans.find((person) => person.name === stories.foreignVersions[0]?.writer);
  if (stories.shift !== null && writer !== undefined) addForeignWrite(parts, stories.shift, writer);
  statements.write();
  addBilling({ ...parts, runs, surge: stories.surge });
  addWarehouseEvents(parts);
  addTableProfiles({
    ...parts,
    runs,
    shift: stories.shift,
    growth: stories.growth,
    foreignVersions: stories.foreignVersions,
  });
  addSnapshots(parts);
  addFlaws(parts);
  return { world, stories, telemetry };
}
