/** Bounds of a weight: context may quarter or quadruple a hypothesis' share of the budget, never more. */
const WEIGHT_MIN = 0.25;
const WEIGHT_MAX = 4;

/** The hypotheses of one window of one signal, as the gate must know them to weigh them. */
export interface WeighedBlock {
  /** Context is taken as of this moment: a grant inside the window must not change its own test. */
  readonly windowStartMs: number;
  readonly rowCount: number;
  readonly series: Int32Array;
}

/** Gives each hypothesis its raw weight, before clipping and scaling; `out[i]` belongs to row i. Positive. */
export interface WeightSource {
  readonly id: string;
  weigh(block: WeighedBlock, out: Float64Array): void;
}

/** Every hypothesis alike: what holds until access context is known, and what it is compared with. */
export const uniformWeights: WeightSource = {
  id: "uniform",
  weigh: (block, out) => void out.fill(1, 0, block.rowCount),
};

/** Raw weights clipped and scaled so that their running mean over all tested hypotheses is 1. */
export interface ScaledWeights {
  /**
   * Writes the weight of each row. A row that is not tested (`isTested[i]` = 0) takes no part in the mean.
   * The scale is the mean of the blocks before and of this one, so that a weight can never spend more than its share.
   */
  weigh(block: WeighedBlock, isTested: Uint8Array, out: Float64Array): void;
}

/**
 * Opens the scaling of one source of weights.
 *
 * Works when the mean of raw weights moves slowly. Fails (spends more or less than the budget for a while) when it
 * jumps; bounded by the clipping to a factor of 16. Cost: three passes over the rows.
 * Source: Genovese, Roeder, Wasserman (2006), False discovery control with p-value weighting, Biometrika 93(3):
 * weights of mean 1 keep the expected number of false rejections.
 */
export function openScaledWeights(source: WeightSource): ScaledWeights {
  let total = 0;
  let testedCount = 0;
  return {
    weigh(block, isTested, out) {
      source.weigh(block, out);
      for (let row = 0; row < block.rowCount; row++) {
        out[row] = Math.min(WEIGHT_MAX, Math.max(WEIGHT_MIN, out[row] ?? 1));
        if (isTested[row] !== 1) continue;
        total += out[row] ?? 1;
        testedCount++;
      }
      const mean = testedCount === 0 ? 1 : total / testedCount;
      for (let row = 0; row < block.rowCount; row++) out[row] = (out[row] ?? 1) / mean;
    },
  };
}
