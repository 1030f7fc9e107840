import { logGamma } from "./log-gamma.ts";

/** A stream of pseudo-random draws that the seed determines alone, on every platform. */
export interface RandomGenerator {
  /** Whole number in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform whole number in [0, count). */
  below(count: number): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma with mean `shape` and scale 1. */
  gamma(shape: number): number;
  poisson(mean: number): number;
  beta(a: number, b: number): number;
  binomial(trialCount: number, chance: number): number;
  /** A stream of its own, the same for the same seed and label whatever was drawn before. */
  fork(label: string): RandomGenerator;
}

const TWO_POW_32 = 4294967296;
const MASK_64 = (1n << 64n) - 1n;
/** Below this mean a Poisson draw multiplies uniforms; above it, PTRS rejects less often. */
const POISSON_PRODUCT_MAX = 10;
/** Up to this many trials a binomial draw counts single ones. */
const BINOMIAL_SINGLE_MAX = 16;

/**
 * A generator for `seed`, any safe whole number.
 *
 * Source: Blackman & Vigna (2021), Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4) (xoshiro256++),
 * its state filled by SplitMix64 (Steele, Lea, Flood 2014).
 */
export function randomGenerator(seed: number): RandomGenerator {
  return fromState(BigInt.asUintN(64, BigInt(seed)));
}

function fromState(seed: bigint): RandomGenerator {
  const state = filledState(seed);
  const uint32 = (): number => {
    step(state);
    return state[9] ?? 0;
  };
  const uniform = (): number => {
    step(state);
    return ((state[9] ?? 0) * 2097152 + ((state[8] ?? 0) >>> 11)) / 9007199254740992;
  };
  const generator: RandomGenerator = {
    uint32,
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal: () => normalDraw(uniform),
    gamma: (shape) => gammaDraw(generator, shape),
    poisson: (mean) => poissonDraw(uniform, mean),
    beta: (a, b) => {
      const first = gammaDraw(generator, a);
      return first / (first + gammaDraw(generator, b));
    },
    binomial: (trialCount, chance) => binomialDraw(generator, trialCount, chance),
    fork: (label) => fromState(mix(seed ^ hashOf(label))),
  };
  return generator;
}

/** Four 64-bit words as pairs (low, high), then the last output. */
function filledState(seed: bigint): Uint32Array {
  const state = new Uint32Array(10);
  let counter = seed;
  for (let word = 0; word < 4; word++) {
    counter = (counter + 0x9e3779b97f4a7c15n) & MASK_64;
    const filled = mix(counter);
    state[2 * word] = Number(filled & 0xffffffffn);
    state[2 * word + 1] = Number(filled >> 32n);
  }
  return state;
}

/** The output function of SplitMix64. */
function mix(value: bigint): bigint {
  let z = value & MASK_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return z ^ (z >> 31n);
}

/** FNV-1a, 64 bits, over UTF-16 units. */
function hashOf(label: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < label.length; i++)
    hash = ((hash ^ BigInt(label.charCodeAt(i))) * 0x100000001b3n) & MASK_64;
  return hash;
}

/** One step of xoshiro256++ in 32-bit halves; leaves the output in words 8 (low) and 9 (high). */
function step(state: Uint32Array): void {
  const s0l = state[0] ?? 0;
  const s0h = state[1] ?? 0;
  const s1l = state[2] ?? 0;
  const s1h = state[3] ?? 0;
  const s2l = state[4] ?? 0;
  const s2h = state[5] ?? 0;
  const s3l = state[6] ?? 0;
  const s3h = state[7] ?? 0;
  const sumLow = s0l + s3l;
  const low = sumLow >>> 0;
  const high = (s0h + s3h + (sumLow >= TWO_POW_32 ? 1 : 0)) >>> 0;
  const turnedLow = ((low << 23) | (high >>> 9)) >>> 0;
  const outLow = turnedLow + s0l;
  state[8] = outLow >>> 0;
  state[9] = (((high << 23) | (low >>> 9)) >>> 0) + s0h + (outLow >= TWO_POW_32 ? 1 : 0);
  const x2l = s2l ^ s0l;
  const x2h = s2h ^ s0h;
  const x3l = s3l ^ s1l;
  const x3h = s3h ^ s1h;
  state[2] = s1l ^ x2l;
  state[3] = s1h ^ x2h;
  state[0] = s0l ^ x3l;
  state[1] = s0h ^ x3h;
  state[4] = x2l ^ (s1l << 17);
  state[5] = x2h ^ ((s1h << 17) | (s1l >>> 15));
  state[6] = (x3h << 13) | (x3l >>> 19);
  state[7] = (x3l << 13) | (x3h >>> 19);
}

/** Source: Marsaglia & Bray (1964), the polar method; the second normal of a pair is not kept. */
function normalDraw(uniform: () => number): number {
  for (;;) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Source: Marsaglia & Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26(3). */
function gammaDraw(generator: RandomGenerator, shape: number): number {
  if (shape < 1) return gammaDraw(generator, shape + 1) * generator.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = generator.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - generator.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function poissonDraw(uniform: () => number, mean: number): number {
  if (mean >= POISSON_PRODUCT_MAX) return poissonByRejection(uniform, mean);
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = 1 - uniform(); product > floor; product *= 1 - uniform()) count++;
  return count;
}

/** Source: Hörmann (1993), The transformed rejection method for generating Poisson random variables (PTRS). */
function poissonByRejection(uniform: () => number, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = 1 - uniform();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const logAccept = count * Math.log(mean) - mean - logGamma(count + 1);
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= logAccept) return count;
  }
}

/** Halves the trials at a beta order statistic. Source: Devroye (1986), Non-Uniform Random Variate Generation, X.4.3. */
function binomialDraw(generator: RandomGenerator, trialCount: number, chance: number): number {
  let n = trialCount;
  let p = chance;
  let found = 0;
  while (n > BINOMIAL_SINGLE_MAX) {
    const middle = Math.floor((n + 1) / 2);
    const split = generator.beta(middle, n + 1 - middle);
    if (split <= p) {
      found += middle;
      p = Math.min(1, (p - split) / (1 - split));
      n -= middle;
    } else {
      p /= split;
      n = middle - 1;
    }
  }
  for (let i = 0; i < n; i++) if (generator.uniform() < p) found++;
  return found;
}
