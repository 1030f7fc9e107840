import type { RandomGenerator } from "../../stats/random.ts";

const HEX_BASE = 16;
const WORD_DIGITS = 8;

/** Hexadecimal digits in lower case. */
export function drawHex(random: RandomGenerator, length: number): string {
  let text = "";
  while (text.length < length) text += random.uint32().toString(HEX_BASE).padStart(WORD_DIGITS, "0");
  return text.slice(0, length);
}

/** A UUID of version 4 (RFC 9562, section 5.4). */
export function drawUuid(random: RandomGenerator): string {
  const hex = drawHex(random, 32);
  const variant = (8 + random.below(4)).toString(HEX_BASE);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
