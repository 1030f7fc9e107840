/**
 * Uniform draws in [0, 1) that follow from the seed, the number of the row and what they are for: whatever was logged in
 * between, a row meets the same flaws.
 */
export interface RowDraws {
  uniform(seq: number, salt: number): number;
}

/** Weyl increments that spread rows and purposes over the 32 bits: the golden ratio and √2, times 2³². */
const ROW_STEP = 0x9e3779b1;
const SALT_STEP = 0x6a09e667;

/** Source: Appleby (2011), MurmurHash3, 32-bit finalizer. */
export function rowDraws(seed: number): RowDraws {
  const start = finalized(Math.imul(seed | 0, ROW_STEP) ^ Math.floor(seed / 4294967296));
  return {
    uniform(seq, salt) {
      return (
        (finalized(finalized(start + Math.imul(seq, ROW_STEP)) + Math.imul(salt, SALT_STEP)) >>> 0) /
        4294967296
      );
    },
  };
}

function finalized(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
