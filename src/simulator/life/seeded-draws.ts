/**
 * A stream of draws that can be set to any of 2³² starts at the cost of a few multiplications, so that every hour of every
 * person has a stream of its own without one object each.
 */
export interface SeededDraws {
  /** Goes to the start of the stream of three whole numbers; earlier draws are forgotten. */
  restart(kind: number, first: number, second: number): void;
  /** Whole number in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform whole number in [0, count). */
  below(count: number): number;
  /** Standard normal. */
  normal(): number;
  poisson(mean: number): number;
  /** Log-normal with mean 1. */
  factor(spread: number): number;
  /** UUID of version 4. */
  uuid(): string;
  /** A number of fifteen decimal digits, as text. */
  id(): string;
}

const TWO_POW_32 = 4_294_967_296;
/** Above this mean a Poisson draw is a rounded normal: the counts of an hour need no better. */
const POISSON_PRODUCT_MAX = 40;
const FOUR_DIGITS = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, "0"));

/**
 * Draws for a seed, any safe whole number.
 *
 * Source: Blackman & Vigna (2021), Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4) (xoshiro128++); its
 * state is filled by the finalizer of MurmurHash3 (Appleby 2011) over the seed and the three numbers.
 */
export function seededDraws(seed: number): SeededDraws {
  const seedLow = seed >>> 0;
  const seedHigh = Math.floor(seed / TWO_POW_32) >>> 0;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const uint32 = (): number => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => uint32() / TWO_POW_32;
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  return {
    restart(kind, first, second) {
      a = mixed(seedLow ^ mixed(kind + 0x9e3779b9));
      b = mixed(a ^ mixed(first + 0x85ebca6b));
      c = mixed(b ^ mixed(second ^ seedHigh));
      d = mixed(c ^ 0x6a09e667);
      if ((a | b | c | d) === 0) d = 1;
    },
    uint32,
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal,
    poisson: (mean) => poissonDraw(uniform, normal, mean),
    factor: (spread) => Math.exp(spread * normal() - 0.5 * spread * spread),
    uuid: () => uuidOf(uint32),
    id: () =>
      String(100_000_000_000_000 + Math.floor(uniform() * 899_999_999) * 1_000_000 + (uint32() % 1_000_000)),
  };
}

/** The 32-bit finalizer of MurmurHash3. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function poissonDraw(uniform: () => number, normal: () => number, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > POISSON_PRODUCT_MAX) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = 1 - uniform(); product > floor; product *= 1 - uniform()) count++;
  return count;
}

/** Source of the form: RFC 9562, section 5.4. */
function uuidOf(uint32: () => number): string {
  const first = uint32();
  const second = uint32();
  const third = uint32();
  const fourth = uint32();
  return `${digits(first >>> 16)}${digits(first)}-${digits(second >>> 16)}-${digits((second & 0x0fff) | 0x4000)}-${digits(
    ((third >>> 16) & 0x3fff) | 0x8000,
  )}-${digits(third)}${digits(fourth >>> 16)}${digits(fourth)}`;
}

function digits(value: number): string {
  return FOUR_DIGITS[value & 0xffff] ?? "0000";
}
