import { invariant } from "../domain/gatehouse-error.ts";
import { DAY_MS } from "../domain/units.ts";
import { windowNumber } from "../stats/season-slots.ts";
import { bandOfShare } from "./beta-binomial-ratio/band.ts";
import {
  beginRateWindow,
  dumpRateFamily,
  loadRateFamily,
  openRateFamily,
  type RatePrior,
  ratePrior,
} from "./beta-binomial-ratio/family.ts";
import {
  expectedRate,
  FIELD,
  learnRate,
  nearMidTail,
  type RateModel,
  type RateParams,
  rateDistribution,
  STRIDE,
  wholeTrialCount,
} from "./beta-binomial-ratio/model.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  NOTHING_EXPECTED,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";
import { numbersIn } from "./define-state-reader.ts";
import { isTwoSided, pOfNearTail } from "./define-tail-choice.ts";

/**
 * Tails of a share under a beta-binomial model: sampling noise of the denominator plus variation between windows.
 *
 * Shapes: `value` is the share in [0, 1], `supportCount` its denominator; a window without support says nothing.
 * p is a mid-p; deviations below the materiality floor have p 1. Denominators above 100,000 count as 100,000.
 * Determinism: a function of the blocks learned, in their order.
 */
export const betaBinomialRatio = defineDetector<RateParams>({
  id: "beta-binomial-ratio",
  title: "Beta-binomial tail of a share",
  version: 1,
  measures: ["ratio"],
  worksWhen: "the share varies about a level that changes over weeks, whatever the size of the denominator",
  failsWhen:
    "the share has a strong daily or weekly season: its swing is taken for variation between windows",
  cost: "score 1 to 4 µs and learn 0.1 µs a point on one core; 48 bytes a series",
  reference:
    "Skellam (1948), A probability distribution derived from the binomial distribution, JRSS B 10(2)",
  defaults: { halfLifeDays: 28, neededCount: 12, priorTrialCount: 10 },
  open: openTable,
});

function openTable(params: RateParams, traits: SignalTraits): DetectorTable {
  const family = openRateFamily();
  const keep = 2 ** (-traits.windowMs / (params.halfLifeDays * DAY_MS));
  const model: RateModel = { params, family, keep, numbers: new Float64Array(0) };
  const windowOf = (block: ObservationBlock) => windowNumber(block.windowStartMs, traits.windowMs);
  const seenCountOf = (series: number) => model.numbers[series * STRIDE + FIELD.seenCount] ?? 0;
  const isScorable = (block: ObservationBlock, row: number) =>
    seenCountOf(block.series[row] ?? 0) >= params.neededCount && (block.supportCount[row] ?? 0) > 0;

  function scoreRow(block: ObservationBlock, row: number, prior: RatePrior): number {
    const expectation = expectedRate(model, block.series[row] ?? 0, prior);
    const share = block.value[row] ?? 0;
    if (Math.abs(share - expectation.share) < traits.materialityFloor) return 1;
    const trialCount = wholeTrialCount(block.supportCount[row] ?? 0);
    const near = nearMidTail(Math.round(share * trialCount), rateDistribution(expectation, trialCount));
    return pOfNearTail(near.tail, near.isUpper, isTwoSided(block, traits));
  }

  return {
    grow(seriesCount) {
      if (seriesCount * STRIDE <= model.numbers.length) return;
      const grown = new Float64Array(Math.max(seriesCount * STRIDE, 2 * model.numbers.length));
      grown.set(model.numbers);
      model.numbers = grown;
    },
    score(block, p) {
      checkBlock(block, "ratio");
      const prior = ratePrior(family, windowOf(block));
      for (let row = 0; row < block.rowCount; row++)
        p[row] = isScorable(block, row) ? scoreRow(block, row, prior) : Number.NaN;
    },
    explain(block, row) {
      if (!isScorable(block, row)) return NOTHING_EXPECTED;
      const expectation = expectedRate(model, block.series[row] ?? 0, ratePrior(family, windowOf(block)));
      const distribution = rateDistribution(expectation, wholeTrialCount(block.supportCount[row] ?? 0));
      return { expected: expectation.share, ...bandOfShare(distribution), contributions: [] };
    },
    learn(block) {
      checkBlock(block, "ratio");
      const window = windowOf(block);
      beginRateWindow(family, window, keep);
      const prior = ratePrior(family, window);
      for (let row = 0; row < block.rowCount; row++) {
        const supportCount = block.supportCount[row] ?? 0;
        if (supportCount === 0) continue;
        const observation = {
          series: block.series[row] ?? 0,
          share: block.value[row] ?? 0,
          trialCount: wholeTrialCount(supportCount),
        };
        learnRate(model, { window, prior }, observation);
      }
    },
    warmth: (series) => ({ seenCount: seenCountOf(series), neededCount: params.neededCount }),
    dump: (series) => ({ record: [...model.numbers.subarray(series * STRIDE, (series + 1) * STRIDE)] }),
    load(series, state) {
      const record = numbersIn(state, "record");
      invariant(record.length === STRIDE, "the state of a ratio has another length");
      model.numbers.set(record, series * STRIDE);
    },
    dumpPool: () => dumpRateFamily(family),
    loadPool: (state) => loadRateFamily(family, state),
  };
}
