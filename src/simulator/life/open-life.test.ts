import { beforeAll, describe, expect, test } from "vitest";
import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Act, ActOf } from "../acts/act.ts";
import { buildWorld } from "../world/build-world.ts";
import { type Person, PRESETS, type World } from "../world/world.ts";
import { openLife } from "./open-life.ts";
import { isPresent, localDayOf } from "./season.ts";

const START = epochMs(Date.UTC(2026, 2, 2));
const small = PRESETS.filter(({ id }) => id === "small");

function worldOf(seed: number): World {
  const [preset] = small;
  if (preset === undefined) throw new Error("there is no preset `small`");
  return buildWorld({ preset, seed, startAt: START });
}

function actsOf(world: World, fromHour: number, untilHour: number): readonly Act[] {
  return openLife(world, world.account).actsBetween(hourAt(fromHour), hourAt(untilHour));
}

function hourAt(hour: number): EpochMs {
  return epochMs(START + hour * HOUR_MS);
}

/** What somebody does by hand: not the runs of jobs in the name of a person. */
function isByHand(act: Act): boolean {
  return act.kind !== "job_run" && !(act.kind === "statement" && act.jobRun !== null) && act.kind !== "usage";
}

describe("acts follow from the seed", () => {
  test("the same seed gives the same acts, another seed gives others", () => {
    const acts = actsOf(worldOf(7), 0, 14);
    expect(acts.length).toBeGreaterThan(1_000);
    expect(JSON.stringify(actsOf(worldOf(7), 0, 14)) === JSON.stringify(acts)).toBe(true);
    expect(JSON.stringify(actsOf(worldOf(8), 0, 14)) === JSON.stringify(acts)).toBe(false);
  });

  test("acts asked for hour by hour, or out of order, are those asked for at once", () => {
    const world = worldOf(7);
    const all = actsOf(world, 0, 36);
    const life = openLife(world, world.account);
    const hours = Array.from({ length: 36 }, (_, hour) => life.actsBetween(hourAt(hour), hourAt(hour + 1)));
    expect(JSON.stringify(hours.flat()) === JSON.stringify(all)).toBe(true);
    const late = openLife(world, world.account);
    const backwards = [35, 12, 11, 20].map((hour) => late.actsBetween(hourAt(hour), hourAt(hour + 1)));
    expect(JSON.stringify(backwards)).toBe(JSON.stringify([35, 12, 11, 20].map((hour) => hours[hour])));
  });

  test("acts come in order of time, within what was asked for", () => {
    const acts = actsOf(worldOf(7), 5, 29);
    const times = acts.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((first, second) => first - second));
    expect(times[0]).toBeGreaterThanOrEqual(hourAt(5));
    expect(times[times.length - 1]).toBeLessThan(hourAt(29));
  });
});

describe("two weeks of an ordinary account", () => {
  let world: World;
  let acts: readonly Act[];
  let humans: ReadonlyMap<string, Person>;
  beforeAll(() => {
    world = worldOf(11);
    acts = actsOf(world, 0, world.dayCount * 24);
    humans = new Map(
      world.persons.filter(({ kind }) => kind === "human").map((person) => [person.name, person]),
    );
  });

  const byHand = (): readonly (readonly [Act, Person])[] =>
    acts.filter(isByHand).flatMap((act) => {
      const person = humans.get(act.actor);
      return person === undefined ? [] : [[act, person] as const];
    });

  test("people rest at night: outside an hour before work to three hours after it, less than a fiftieth happens", () => {
    const done = byHand().filter(([act]) => act.kind === "statement" || act.kind === "login");
    const atNight = done.filter(([act, person]) => {
      const minute = ((act.at - START) / 60_000 + person.zoneMinutes + 1440) % 1440;
      return minute < person.workFrom - 60 || minute > person.workUntil + 180;
    });
    expect(done.length).toBeGreaterThan(1_000);
    expect(atNight.length / done.length).toBeLessThan(0.02);
  });

  test("nobody does anything by hand on vacation, before being hired or after leaving", () => {
    const away = byHand().filter(
      ([act, person]) =>
        !isPresent(person, localDayOf(act.at, person.zoneMinutes)) &&
        !(act.kind === "api_call" && act.action === "accountIpAclsValidationFailed") &&
        person.name !== world.keyPrincipals.adminName,
    );
    expect(away).toEqual([]);
    expect(world.persons.some(({ absences }) => absences.length > 0)).toBe(true);
  });

  test("a weekend has a small part of the work of other days, and machines go on", () => {
    const statements = byHand().filter(([act]) => act.kind === "statement");
    const isWeekend = (act: Act): boolean => [0, 6].includes(new Date(act.at).getUTCDay());
    expect(statements.filter(([act]) => isWeekend(act)).length / statements.length).toBeLessThan(0.05);
    const calls = acts.filter((act) => act.kind === "api_call" && act.action === "filesGet");
    expect(calls.filter(isWeekend).length / calls.length).toBeGreaterThan(0.2);
  });

  test("files, secrets and exports are in the published proportion, downloads are rare", () => {
    const count = (action: string): number =>
      acts.filter((act) => act.kind === "api_call" && act.action === action).length;
    const files = count("filesGet");
    expect(count("getSecret") / files).toBeGreaterThan(0.75);
    expect(count("getSecret") / files).toBeLessThan(1.1);
    expect(count("workspaceExport") / files).toBeGreaterThan(0.06);
    expect(count("workspaceExport") / files).toBeLessThan(0.18);
    expect(count("listScopes") / files).toBeLessThan(0.01);
    expect(acts.filter(({ kind }) => kind === "download").length / files).toBeLessThan(0.002);
  });

  test("every watched table is written as often as its schedule says, but for runs that fail", () => {
    for (const job of world.jobs.filter(({ writes }) => world.tables.some(({ table }) => table === writes))) {
      const versions = acts.filter((act) => act.kind === "write_version" && act.table === job.writes);
      const dueCount = (world.dayCount * 1440) / job.everyMinutes;
      expect(versions.length).toBeGreaterThanOrEqual(dueCount * 0.9 - 1);
      expect(versions.length).toBeLessThanOrEqual(dueCount + 1);
    }
  });

  test("use of an hour is told once for each warehouse, and is no more than an hour of its clusters", () => {
    const used = acts.filter((act): act is ActOf<"usage"> => act.kind === "usage");
    const ofWarehouses = used.filter(({ warehouseId }) => warehouseId !== null);
    const keys = ofWarehouses.map(({ startAt, warehouseId }) => `${startAt} ${warehouseId}`);
    expect(new Set(keys).size).toBe(keys.length);
    const wrong = used.filter((act) => act.quantityDbu <= 0 || act.endAt - act.startAt !== HOUR_MS);
    expect(wrong).toEqual([]);
    for (const { warehouseId, quantityDbu } of ofWarehouses.slice(0, 200)) {
      const dbuPerHour = world.account.warehouses.get(warehouseId ?? "")?.dbuPerHour ?? 0;
      expect(quantityDbu).toBeLessThanOrEqual(dbuPerHour * 3);
    }
  });

  test("a warehouse that starts was stopped, and one that stops was running", () => {
    const events = acts.filter((act): act is ActOf<"warehouse_event"> => act.kind === "warehouse_event");
    for (const id of world.account.warehouses.keys()) {
      const words = events
        .filter(({ warehouseId, eventType }) => warehouseId === id && !eventType.startsWith("SCALED"))
        .map(({ eventType }) => eventType);
      expect(words.join(" ")).toMatch(/^(STARTING RUNNING STOPPED ?)*(STARTING RUNNING)?$/);
      expect(words.length).toBeGreaterThan(1);
    }
  });
});

describe("life follows the account", () => {
  function runsOf(acts: readonly Act[], jobId: string): readonly ActOf<"job_run">[] {
    return acts.filter((act): act is ActOf<"job_run"> => act.kind === "job_run" && act.jobId === jobId);
  }

  function hourlyJob(world: World): string {
    return world.jobs.find(({ everyMinutes }) => everyMinutes === 60)?.jobId ?? "";
  }

  test("a paused job does not run, a skipped one neither, and others go on", () => {
    const world = worldOf(7);
    const jobId = hourlyJob(world);
    expect(runsOf(actsOf(world, 0, 6), jobId).length).toBeGreaterThanOrEqual(5);
    const job = world.account.jobs.get(jobId);
    if (job?.schedule == null) throw new Error("the hourly job has no schedule");
    job.schedule = { ...job.schedule, isPaused: true };
    expect(runsOf(actsOf(world, 0, 6), jobId)).toEqual([]);
    job.schedule = { ...job.schedule, isPaused: false };
    const skipped = { kind: "job_skipped", jobId, from: hourAt(2), until: hourAt(4) } as const;
    world.account.disturbances.add(skipped);
    const hours = runsOf(actsOf(world, 0, 6), jobId).map(({ at }) => Math.floor((at - START) / HOUR_MS));
    expect(new Set(hours)).toEqual(new Set([0, 1, 4, 5]));
  });

  test("a disturbed job takes longer and fails", () => {
    const world = worldOf(7);
    const jobId = hourlyJob(world);
    const [calm] = runsOf(actsOf(world, 0, 1), jobId);
    const during = { from: START, until: hourAt(6), jobId } as const;
    world.account.disturbances.add({ ...during, kind: "job_duration", ratio: 6 });
    const [slow] = runsOf(actsOf(world, 0, 1), jobId);
    if (calm === undefined || slow === undefined) throw new Error("the job did not run");
    expect((slow.endAt - slow.at) / (calm.endAt - calm.at)).toBeCloseTo(6, 2);
    world.account.disturbances.add({ ...during, kind: "job_failure", chance: 1 });
    const failed = actsOf(world, 0, 6);
    expect(runsOf(failed, jobId).every(({ result }) => result === "FAILED")).toBe(true);
    expect(runsOf(failed, jobId).some(({ trigger }) => trigger === "RETRY")).toBe(true);
    expect(failed.filter((act) => act.kind === "write_version" && act.table === "prod.sales.orders")).toEqual(
      [],
    );
  });

  test("who may not sign in does nothing, and a team can be busier than it is", () => {
    const world = worldOf(7);
    const day = (): readonly Act[] => actsOf(world, 0, 24).filter(isByHand);
    const name = world.persons.find(({ kind, activity }) => kind === "human" && activity > 0.5)?.name ?? "";
    const before = day();
    expect(before.some(({ actor }) => actor === name)).toBe(true);
    const principal = [...world.account.principals.values()].find(
      (each) => each.kind === "user" && each.userName === name,
    );
    if (principal !== undefined) principal.isActive = false;
    expect(day().some(({ actor }) => actor === name)).toBe(false);
    if (principal !== undefined) principal.isActive = true;
    world.account.disturbances.add({
      kind: "activity",
      team: null,
      ratio: 3,
      from: START,
      until: epochMs(START + DAY_MS),
    });
    const people = (acts: readonly Act[]): number => acts.filter(({ actor }) => actor.includes("@")).length;
    expect(people(day()) / people(before)).toBeGreaterThan(2);
  });
});
