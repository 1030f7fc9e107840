import type { RandomGenerator } from "../../src/stats/random.ts";
import { type Agent, HUMAN_AGENTS, SERVICE_AGENTS } from "./agents.ts";
import { CATALOG_TABLES, type CatalogTable, type Team } from "./catalog-tables.ts";

/** Somebody who acts in the sample account. */
export interface Person {
  readonly kind: "human" | "service";
  /** E-mail of a human, application id of a service principal. */
  readonly name: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly address: string;
  readonly agent: Agent;
  readonly tokenId: string;
  readonly team: Team;
  /** Events in an hour at full activity. */
  readonly eventsPerHour: number;
  /** Tables that this person works with, the favorite first. */
  readonly tables: readonly CatalogTable[];
  readonly warehouseId: string;
}

export interface Warehouse {
  readonly warehouseId: string;
  readonly workspaceId: string;
  /** DBU in an hour of full use. */
  readonly dbuPerHour: number;
}

/** A scheduled job of the sample account. */
export interface SampleJob {
  readonly jobId: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly runAs: Person;
  readonly creator: Person;
  readonly everyHours: number;
  readonly startMinute: number;
  /** Typical length of a run. */
  readonly durationMs: number;
  readonly dbuPerHour: number;
  readonly taskKeys: readonly string[];
  readonly reads: readonly CatalogTable[];
  readonly writes: CatalogTable;
}

export interface World {
  readonly accountId: string;
  readonly metastoreId: string;
  readonly workspaceIds: readonly [string, string];
  readonly humans: readonly Person[];
  readonly services: readonly Person[];
  readonly warehouses: readonly Warehouse[];
  readonly jobs: readonly SampleJob[];
}

const FIRST_NAMES =
  "ada ben chloe dana emil farah goran hana ivan jo kira liam mona nils olga pia quinn rosa sven tara uma vera wen xena yusuf zoe arne bela cora dino elif finn gil hugo ines jan kofi lena marc nora oscar petra".split(
    " ",
  );
const TEAMS: readonly Team[] = ["sales", "finance", "marketing", "product", "platform"];
/** Share of the principals that are service principals, as in accounts that run their pipelines with their own identity. */
const SERVICE_RATIO = 0.25;
const JOB_COUNT = 14;

/** The sample account: the same for the same generator and number of principals. */
export function buildWorld(random: RandomGenerator, principalCount: number): World {
  const serviceCount = Math.max(2, Math.round(principalCount * SERVICE_RATIO));
  const humanCount = Math.max(4, principalCount - serviceCount);
  const workspaceIds: readonly [string, string] = ["1001874412", "1002551907"];
  const warehouses = ["9f1c04ab77de2310", "1b7e5c9920aa4f58", "c3d20f6681be4477", "77ab12d0e3c94a15"].map(
    (warehouseId, index): Warehouse => ({
      warehouseId,
      workspaceId: workspaceIds[index === 3 ? 1 : 0],
      dbuPerHour: 4 + 6 * index,
    }),
  );
  const people = { random, workspaceIds, warehouses };
  const humans = Array.from({ length: humanCount }, (_, index) => buildPerson(people, "human", index));
  const services = Array.from({ length: serviceCount }, (_, index) => buildPerson(people, "service", index));
  return {
    accountId: uuid(random),
    metastoreId: uuid(random),
    workspaceIds,
    humans,
    services,
    warehouses,
    jobs: Array.from({ length: JOB_COUNT }, (_, index) => buildJob({ random, humans, services }, index)),
  };
}

interface PeopleParts {
  readonly random: RandomGenerator;
  readonly workspaceIds: readonly [string, string];
  readonly warehouses: readonly Warehouse[];
}

function buildPerson(parts: PeopleParts, kind: Person["kind"], index: number): Person {
  const { random, workspaceIds, warehouses } = parts;
  const isHuman = kind === "human";
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? "ada";
  const suffix = index < FIRST_NAMES.length ? "" : String(Math.floor(index / FIRST_NAMES.length));
  const team = pick(random, TEAMS);
  const workspaceId = isHuman && random.uniform() < 0.2 ? workspaceIds[1] : workspaceIds[0];
  const home = warehouses.filter((warehouse) => warehouse.workspaceId === workspaceId);
  return {
    kind,
    name: isHuman ? `${first}${suffix}@example.com` : uuid(random),
    userId: String(4_000_000_000 + random.below(1_000_000_000)),
    workspaceId,
    address: isHuman
      ? `198.51.100.${10 + random.below(200)}`
      : `10.24.${8 + (index % 4)}.${20 + random.below(200)}`,
    agent: pick(random, isHuman ? HUMAN_AGENTS : SERVICE_AGENTS),
    tokenId: hex(random, 32),
    team,
    eventsPerHour: isHuman ? 6 + 3 * random.gamma(2) : 5 + 2 * random.gamma(2),
    tables: tablesOf(random, team),
    warehouseId: pick(random, home).warehouseId,
  };
}

/** Tables of the own team first, then some that everybody uses. */
function tablesOf(random: RandomGenerator, team: Team): readonly CatalogTable[] {
  const own = CATALOG_TABLES.filter((table) => table.team === team);
  const shared = CATALOG_TABLES.filter((table) => table.isShared && table.team !== team);
  return [...shuffled(random, own).slice(0, 7), ...shuffled(random, shared).slice(0, 3)];
}

interface JobParts {
  readonly random: RandomGenerator;
  readonly humans: readonly Person[];
  readonly services: readonly Person[];
}

function buildJob({ random, humans, services }: JobParts, index: number): SampleJob {
  const profiled = CATALOG_TABLES.filter((table) => table.profile !== null);
  const writes = profiled[index % profiled.length] ?? pick(random, CATALOG_TABLES);
  const runAs = services[index % services.length] ?? pick(random, services);
  const reads = shuffled(
    random,
    CATALOG_TABLES.filter((table) => table.team === writes.team && table !== writes),
  ).slice(0, 2);
  return {
    jobId: String(620_000_000 + index * 7_919),
    name: `${index < profiled.length ? "load" : "report"}_${writes.name.split(".").at(-1)}_${index}`,
    workspaceId: runAs.workspaceId,
    runAs,
    creator: pick(random, humans),
    everyHours: index < profiled.length ? 1 : 6 * (1 + (index % 4)),
    startMinute: 3 + ((index * 7) % 40),
    durationMs: 60_000 * (4 + 3 * random.gamma(2)),
    dbuPerHour: 2 + 2 * random.gamma(2),
    taskKeys: index % 3 === 0 ? ["extract", "transform", "publish"] : ["run"],
    reads,
    writes,
  };
}

export function pick<Item>(random: RandomGenerator, items: readonly Item[]): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** Fisher–Yates (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P). */
function shuffled<Item>(random: RandomGenerator, items: readonly Item[]): readonly Item[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [left, right] = [result[at], result[other]];
    if (left === undefined || right === undefined) continue;
    result[at] = right;
    result[other] = left;
  }
  return result;
}

/** Four hexadecimal digits of each number of 16 bits: identifiers are a tenth of the sample's work. */
const DIGITS = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, "0"));

/** `length` hexadecimal digits. */
export function hex(random: RandomGenerator, length: number): string {
  let digits = "";
  while (digits.length < length) {
    const number = random.uint32();
    digits += `${DIGITS[number >>> 16]}${DIGITS[number & 65_535]}`;
  }
  return digits.length === length ? digits : digits.slice(0, length);
}

export function uuid(random: RandomGenerator): string {
  const digits = hex(random, 32);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}
