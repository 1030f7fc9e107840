import { P_VALUE_MIN } from "../domain/units.ts";

/** Bins a nat below {@link LINEAR_END}: linear interpolation between them is right to 0.2 % for up to 4 detectors. */
const BINS_PER_NAT = 32;
/** Above this (p about 1e-7) bins grow with the statistic, as scores there are few and only their mean matters. */
const LINEAR_END = 16;
const LINEAR_BIN_COUNT = BINS_PER_NAT * LINEAR_END;
/** Bins by factor e above {@link LINEAR_END}: each is 2 % wide. */
const BINS_PER_LOG = 50;
const STATISTIC_MAX = -Math.log(P_VALUE_MIN);

/** Number of bins of a {@link StatisticBins}. */
export const BIN_COUNT =
  LINEAR_BIN_COUNT + Math.ceil(Math.log(STATISTIC_MAX / LINEAR_END) * BINS_PER_LOG) + 1;

/** Weighted scores by bin of their statistic; the sum keeps where in its bin the weight sits, so ties stay ties. */
export interface StatisticBins {
  readonly count: Float64Array;
  /** Sum of the statistics, in nats. */
  readonly sum: Float64Array;
}

export function emptyBins(): StatisticBins {
  return { count: new Float64Array(BIN_COUNT), sum: new Float64Array(BIN_COUNT) };
}

/** The bin of a statistic in nats; out of range goes to the first or last bin. NaN must not come here. */
export function binOf(statistic: number): number {
  if (statistic < LINEAR_END) return statistic > 0 ? (statistic * BINS_PER_NAT) | 0 : 0;
  const bin = LINEAR_BIN_COUNT + ((Math.log(statistic / LINEAR_END) * BINS_PER_LOG) | 0);
  return bin < BIN_COUNT ? bin : BIN_COUNT - 1;
}

/** Lower edge of a bin, in nats; `BIN_COUNT` gives the upper end of the last one. */
export function binEdge(bin: number): number {
  return bin <= LINEAR_BIN_COUNT
    ? bin / BINS_PER_NAT
    : LINEAR_END * Math.exp((bin - LINEAR_BIN_COUNT) / BINS_PER_LOG);
}
