import { DAY_MS, HOUR_MS } from "../../domain/units.ts";
import type { Disturbance } from "../account/account.ts";
import type { TablePlan } from "../world/world.ts";
import { hashOfText, mixed, uniformOf } from "./draw-sql.ts";

/** Standard deviation of the logarithm of a load's size around its plan. */
const SIZE_SPREAD = 0.05;
/** Weekends are below the mean by the amplitude, weekdays above by what balances two days against five. */
const WEEKDAY_SHARE = 2 / 5;
/** The daily season is highest in the afternoon, UTC, and lowest twelve hours from there. */
const PEAK_HOUR = 14;
const THURSDAY_DAYS = 4;

/** Rows that a load brings: planned or given, with season, growth, noise, and what disturbs the table at the time. */
export function versionRowCount(
  plan: TablePlan,
  load: {
    readonly at: number;
    /** First load of the table; growth counts from here. */
    readonly firstAt: number;
    /** Rows that the load is said to bring; null: as planned. */
    readonly rowCount: number | null;
    readonly version: number;
    readonly seed: number;
    readonly disturbances: Iterable<Disturbance>;
  },
): number {
  const planned = load.rowCount ?? plan.rowCount * seasonOf(plan, load.at) * noiseOf(plan, load);
  const grown =
    load.rowCount === null
      ? planned * (1 + plan.growthPerDay) ** ((load.at - load.firstAt) / DAY_MS)
      : planned;
  let rowCount = grown;
  for (const each of load.disturbances) {
    if (
      each.kind !== "table_rows" ||
      each.table !== plan.table ||
      load.at < each.from ||
      load.at >= each.until
    )
      continue;
    rowCount *= each.ratio * (1 + each.ratioPerDay) ** ((load.at - each.from) / DAY_MS);
  }
  return Math.max(0, Math.round(rowCount));
}

function seasonOf(plan: TablePlan, at: number): number {
  const dayOfWeek = (Math.floor(at / DAY_MS) + THURSDAY_DAYS) % 7;
  const isWeekend = dayOfWeek === 0 || dayOfWeek === 6;
  const weekly = 1 + plan.weeklyAmplitude * (isWeekend ? -1 : WEEKDAY_SHARE);
  const hour = (at % DAY_MS) / HOUR_MS;
  return weekly * (1 + plan.dailyAmplitude * Math.cos((2 * Math.PI * (hour - PEAK_HOUR)) / 24));
}

/** Log-normal with mean 1 (Box & Muller 1958). */
function noiseOf(plan: TablePlan, load: { readonly version: number; readonly seed: number }): number {
  const hash = mixed(hashOfText(`${load.seed} size ${plan.table}`) ^ load.version);
  const normal =
    Math.sqrt(-2 * Math.log(1 - uniformOf(hash, 0))) * Math.cos(2 * Math.PI * uniformOf(hash, 1));
  return Math.exp(SIZE_SPREAD * normal - SIZE_SPREAD ** 2 / 2);
}
