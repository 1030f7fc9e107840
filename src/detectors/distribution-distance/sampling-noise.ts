import { jensenShannonTerm } from "../../stats/jensen-shannon.ts";

/** What sampling alone adds to n times the divergence, by bin. */
export interface BinNoise {
  readonly mean: number;
  readonly variance: number;
}

/** Knots of the table lie at λ = 2^(k / KNOTS_PER_OCTAVE), from 2^−OCTAVES to 2^OCTAVES items in the bin. */
const OCTAVES = 7;
const KNOTS_PER_OCTAVE = 4;
const KNOT_COUNT = 2 * OCTAVES * KNOTS_PER_OCTAVE + 1;
/** Poisson probabilities further out than this many items do not count at the largest knot. */
const ITEM_COUNT_MAX = 400;

const MEAN = new Float64Array(KNOT_COUNT);
const VARIANCE = new Float64Array(KNOT_COUNT);
for (let knot = 0; knot < KNOT_COUNT; knot++) {
  const { mean, variance } = poissonMoments(2 ** (knot / KNOTS_PER_OCTAVE - OCTAVES));
  MEAN[knot] = mean;
  VARIANCE[knot] = variance;
}

/**
 * Moments of the Jensen–Shannon term of a bin with a Poisson number of items of mean λ, times n: 1/8 and 1/32 for many
 * items (chi-squared over 8), λ ln 2 for few, where the chi-squared form claims far too much. Linear in log₂ λ between
 * knots, right to about 1 %.
 */
export function binNoise(lambda: number): BinNoise {
  const place = (Math.log2(lambda) + OCTAVES) * KNOTS_PER_OCTAVE;
  if (!(place > 0)) return { mean: lambda * Math.LN2, variance: lambda * Math.LN2 ** 2 };
  if (place >= KNOT_COUNT - 1) return { mean: 1 / 8, variance: 1 / 32 };
  const knot = Math.floor(place);
  const part = place - knot;
  return {
    mean: (1 - part) * (MEAN[knot] ?? 0) + part * (MEAN[knot + 1] ?? 0),
    variance: (1 - part) * (VARIANCE[knot] ?? 0) + part * (VARIANCE[knot + 1] ?? 0),
  };
}

function poissonMoments(lambda: number): BinNoise {
  let probability = Math.exp(-lambda);
  let mean = 0;
  let square = 0;
  for (let count = 0; count < ITEM_COUNT_MAX; count++) {
    const term = jensenShannonTerm(count, lambda);
    mean += probability * term;
    square += probability * term * term;
    probability *= lambda / (count + 1);
  }
  return { mean, variance: square - mean * mean };
}
