import { SKETCH_ACCURACY_RATIO, sketchBucketOf, sketchValueOf } from "../../src/domain/sketch-bucket.ts";
import type { RandomGenerator } from "../../src/stats/random.ts";
import { isoTime } from "./calendar.ts";
import type { CatalogTable, ProfiledColumn } from "./catalog-tables.ts";
import type { FinishedRun } from "./job-runs.ts";
import type { Telemetry } from "./telemetry.ts";

/** A version that somebody writes outside of the table's job. */
export interface ForeignVersion {
  readonly table: string;
  readonly momentMs: number;
  readonly writer: string;
}

/** In `[fromMs, untilMs)` a table has `rowRatio` times as many rows. */
export interface TableGrowth {
  readonly table: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly rowRatio: number;
}

/** In `[fromMs, untilMs)` the values of a column are `valueRatio` times as large. */
export interface ColumnShift {
  readonly table: string;
  readonly column: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly valueRatio: number;
}

export interface ProfileParts {
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
  readonly runs: readonly FinishedRun[];
  readonly foreignVersions: readonly ForeignVersion[];
  readonly shift: ColumnShift | null;
  readonly growth: TableGrowth | null;
}

export const PROFILES_TABLE = "profile.table_profiles";

const FIRST_VERSION = 1_200;
const NULL_RATIO = 0.012;
const ROW_SPREAD = 0.02;
/** Values of a log-normal column that are further out than this many standard deviations are not worth a bucket. */
const RANGE_DEVIATIONS = 4;
/** Share of the values of a numeric column that occur once. */
const DISTINCT_RATIO = 0.7;
/** Slow change of a column's median from day to day. */
const DRIFT_SPREAD = 0.01;

interface Version {
  readonly table: CatalogTable;
  readonly momentMs: number;
  readonly writer: string;
}

/** One profile for each version of each profiled table: whenever its job has run, and when somebody else wrote to it. */
export function addTableProfiles(parts: ProfileParts): void {
  const byTable = new Map<CatalogTable, Version[]>();
  for (const run of parts.runs) {
    const table = run.job.writes;
    if (run.isFailed || table.profile === null || run.job.everyHours > 1) continue;
    const version = { table, momentMs: run.endMs, writer: run.job.runAs.name };
    byTable.set(table, [...(byTable.get(table) ?? []), version]);
  }
  for (const [table, versions] of byTable) {
    const foreign = parts.foreignVersions
      .filter((each) => each.table === table.name)
      .map((each): Version => ({ ...each, table }));
    const inOrder = [...versions, ...foreign].sort((left, right) => left.momentMs - right.momentMs);
    const random = parts.random.fork(`profile ${table.name}`);
    inOrder.forEach((version, index) => {
      addVersion({ ...parts, random }, version, FIRST_VERSION + index);
    });
  }
}

function addVersion(parts: ProfileParts, version: Version, number: number): void {
  const { table, momentMs } = version;
  if (table.profile === null) return;
  const { random, telemetry } = parts;
  const rowRatio = isDuring(parts.growth, version) ? parts.growth.rowRatio : 1;
  const noise = Math.exp(ROW_SPREAD * random.normal());
  const rowCount = Math.round(table.profile.keptRowCount * rowRatio * noise);
  const common = {
    table_full_name: table.name,
    version: number,
    commit_time: isoTime(momentMs),
    writer: version.writer,
    row_count: rowCount,
  };
  telemetry.add(PROFILES_TABLE, momentMs, { ...common, column_count: table.profile.columns.length + 3 });
  for (const column of table.profile.columns) {
    const nullCount = random.binomial(rowCount, NULL_RATIO);
    const row = { ...common, column_name: column.name, null_count: nullCount };
    const values = columnValues(parts, { version, column, itemCount: rowCount - nullCount });
    telemetry.add(PROFILES_TABLE, momentMs, { ...row, ...values });
  }
}

/** Whether a planted change holds for a version. */
function isDuring<Change extends TableGrowth | ColumnShift>(
  change: Change | null,
  { table, momentMs }: Version,
): change is Change {
  if (change === null || change.table !== table.name) return false;
  return momentMs >= change.fromMs && momentMs < change.untilMs;
}

interface ColumnOfVersion {
  readonly version: Version;
  readonly column: ProfiledColumn;
  readonly itemCount: number;
}

function columnValues({ random, shift }: ProfileParts, { version, column, itemCount }: ColumnOfVersion) {
  if (column.kind === "category") return categoryValues(random, column.shares, itemCount);
  const isShifted = isDuring(shift, version) && shift.column === column.name;
  const drift = Math.exp(DRIFT_SPREAD * random.normal());
  const median = column.median * drift * (isShifted ? shift.valueRatio : 1);
  return amountValues(random, { median, spread: column.spread, itemCount });
}

function categoryValues(
  random: RandomGenerator,
  shares: Readonly<Record<string, number>>,
  itemCount: number,
) {
  const counts = Object.values(shares).map((share) => random.poisson(share * itemCount));
  addUpTo(random, counts, itemCount);
  const frequent = Object.keys(shares).map((name, index): [string, number] => [
    name === "other" ? "\u0000other" : name,
    counts[index] ?? 0,
  ]);
  return {
    data_type: "string",
    distinct_count: frequent.length + 12,
    frequent_items: Object.fromEntries(frequent),
  };
}

/** A log-normal column as a sketch: each bucket gets the Poisson number of rows that its share of the density gives. */
function amountValues(
  random: RandomGenerator,
  {
    median,
    spread,
    itemCount,
  }: { readonly median: number; readonly spread: number; readonly itemCount: number },
) {
  const logMedian = Math.log(median);
  const first = bucketAt(Math.exp(logMedian - RANGE_DEVIATIONS * spread));
  const last = bucketAt(Math.exp(logMedian + RANGE_DEVIATIONS * spread));
  const logWidth = Math.log((1 + SKETCH_ACCURACY_RATIO) / (1 - SKETCH_ACCURACY_RATIO));
  const values: number[] = [];
  const counts: number[] = [];
  for (let bucket = first; bucket <= last; bucket++) {
    const value = sketchValueOf(bucket, SKETCH_ACCURACY_RATIO);
    const z = (Math.log(value) - logMedian) / spread;
    const share = (Math.exp(-0.5 * z * z) / (spread * Math.sqrt(2 * Math.PI))) * logWidth;
    values.push(value);
    counts.push(random.poisson(share * itemCount));
  }
  addUpTo(random, counts, itemCount);
  const sum = counts.reduce((total, count, index) => total + count * (values[index] ?? 0), 0);
  const filled = counts.map((count, index): [number, number] => [first + index, count]);
  const distinctSpread = Math.sqrt(itemCount * DISTINCT_RATIO * (1 - DISTINCT_RATIO));
  return {
    data_type: "double",
    distinct_count: Math.round(itemCount * DISTINCT_RATIO + distinctSpread * random.normal()),
    mean: itemCount === 0 ? undefined : sum / itemCount,
    sketch: Object.fromEntries(filled.filter(([, count]) => count > 0)),
  };
}

/** Poisson counts miss their total by a little; moves single rows in or out of buckets until they add up to it. */
function addUpTo(random: RandomGenerator, counts: number[], total: number): void {
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  while (missing !== 0) {
    const at = random.below(counts.length);
    const count = counts[at] ?? 0;
    // Rows go where rows are, so that the shape stays.
    if (count < 2) continue;
    counts[at] = count + Math.sign(missing);
    missing -= Math.sign(missing);
  }
}

function bucketAt(value: number): number {
  return sketchBucketOf(value, SKETCH_ACCURACY_RATIO) ?? 0;
}
