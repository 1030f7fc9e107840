import { fromScale, toScale } from "../stats/magnitude-scale.ts";
import { seasonSlots, slotOfWindow, windowNumber } from "../stats/season-slots.ts";
import { logStudentTUpper, studentTQuantileOfUpper } from "../stats/student-t.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  NOTHING_EXPECTED,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";
import { isTwoSided, pOfNearTail } from "./define-tail-choice.ts";
import { magnitudeForecast } from "./seasonal-lognormal/forecast.ts";
import { learnValue, type MagnitudeParams } from "./seasonal-lognormal/learn.ts";
import { dumpRecord, emptyRecords, FIELD, growRecords, loadRecord } from "./seasonal-lognormal/record.ts";
import {
  beginTailWindow,
  dumpTailFamily,
  familyOpinion,
  loadTailFamily,
  openTailFamily,
  tailOf,
} from "./seasonal-lognormal/tail-family.ts";

/** Tail mass outside the reported band on each side: a central 99 % band. */
const BAND_TAIL = 0.005;

/**
 * Residual of a robust seasonal forecast on the logarithmic scale, its tail a Student t whose weight is learned.
 *
 * Shapes: `value` in the signal's unit, any real; a window without rows (support 0) says nothing and teaches nothing.
 * Windows may be missing and of any length. Deviations below the materiality floor have p 1.
 * Determinism: a function of the blocks learned, in their order.
 */
export const seasonalLognormal = defineDetector<MagnitudeParams>({
  id: "seasonal-lognormal",
  title: "Log-normal residual of a seasonal forecast",
  version: 1,
  measures: ["magnitude"],
  worksWhen:
    "the logarithm varies about a level, about a daily or weekly season, or about the last value, with a spread that lasts; values at or below 0 move the series to a scale that is linear around 0",
  failsWhen:
    "the spread itself depends on the hour, several processes alternate in one series, or the values drift slower than the level follows",
  cost: "score 0.9 µs and learn 0.3 µs a point on one core; 0.9 kB a series with hourly windows",
  reference:
    "Holt (1957) and Winters (1960), exponential smoothing with additive season; Gelper, Fried, Croux (2010), Robust forecasting with exponential and Holt-Winters smoothing, Journal of Forecasting 29(3)",
  defaults: { neededCount: 12, levelCount: 10, errorCount: 100, seasonDays: 8 },
  open: openTable,
});

function openTable(params: MagnitudeParams, traits: SignalTraits): DetectorTable {
  const slots = seasonSlots(traits.windowMs);
  const records = emptyRecords(slots.groups.length);
  const family = openTailFamily();
  const learner = { params, slots, materialityFloor: traits.materialityFloor, records, family };

  function placeOf(block: ObservationBlock, row: number): { readonly start: number; readonly group: number } {
    const window = windowNumber(block.windowStartMs, traits.windowMs);
    const slot = slotOfWindow(slots, window);
    return { start: (block.series[row] ?? 0) * records.stride, group: slots.groupOf[slot] ?? 0 };
  }
  function isScorable(block: ObservationBlock, row: number): boolean {
    const seen = records.numbers[(block.series[row] ?? 0) * records.stride + FIELD.seenCount] ?? 0;
    return seen >= params.neededCount && (block.supportCount[row] ?? 0) > 0;
  }
  function scoreRow(block: ObservationBlock, row: number, opinion: Float64Array): number {
    const place = placeOf(block, row);
    const value = block.value[row] ?? 0;
    const { scale, center, spread } = magnitudeForecast(records, place, value);
    if (Math.abs(value - fromScale(center, scale)) < traits.materialityFloor) return 1;
    const tail = tailOf(records, place.start, opinion);
    const error = toScale(value, scale) - center;
    const near = Math.exp(logStudentTUpper((Math.abs(error) / spread) * tail.meanAbsolute, tail.degrees));
    return pOfNearTail(near, error > 0, isTwoSided(block, traits));
  }

  return {
    grow: (seriesCount) => growRecords(records, seriesCount),
    score(block, p) {
      checkBlock(block, "magnitude");
      const opinion = familyOpinion(family, windowNumber(block.windowStartMs, traits.windowMs));
      for (let row = 0; row < block.rowCount; row++)
        p[row] = isScorable(block, row) ? scoreRow(block, row, opinion) : Number.NaN;
    },
    explain(block, row) {
      if (!isScorable(block, row)) return NOTHING_EXPECTED;
      const place = placeOf(block, row);
      const { scale, center, spread } = magnitudeForecast(records, place, block.value[row] ?? 0);
      const window = windowNumber(block.windowStartMs, traits.windowMs);
      const tail = tailOf(records, place.start, familyOpinion(family, window));
      const half = (studentTQuantileOfUpper(BAND_TAIL, tail.degrees) * spread) / tail.meanAbsolute;
      return {
        expected: fromScale(center, scale),
        lower: fromScale(center - half, scale),
        upper: fromScale(center + half, scale),
        contributions: [],
      };
    },
    learn(block) {
      checkBlock(block, "magnitude");
      const window = windowNumber(block.windowStartMs, traits.windowMs);
      beginTailWindow(family, window);
      for (let row = 0; row < block.rowCount; row++) {
        if ((block.supportCount[row] ?? 0) === 0) continue;
        learnValue(learner, { series: block.series[row] ?? 0, window, value: block.value[row] ?? 0 });
      }
    },
    warmth: (series) => ({
      seenCount: records.numbers[series * records.stride + FIELD.seenCount] ?? 0,
      neededCount: params.neededCount,
    }),
    dump: (series) => dumpRecord(records, series),
    load: (series, state) => loadRecord(records, series, state),
    dumpPool: () => dumpTailFamily(family),
    loadPool: (state) => loadTailFamily(family, state),
  };
}
