import { type RandomGenerator, randomGenerator } from "../../stats/random.ts";
import type { Account } from "../account/account.ts";
import type { TelemetryLog } from "../telemetry/telemetry-log.ts";
import type { ActContext } from "./define-act.ts";

interface ActContextOptions {
  readonly account: Account;
  readonly log: TelemetryLog;
  /** Any safe whole number; the same seed and the same acts give the same ids and draws. */
  readonly seed: number;
  readonly writeRows: ActContext["writeRows"];
}

/** Four hexadecimal digits of each number of 16 bits, three of each of 12: ids are a good part of an act's work. */
const FOUR_DIGITS = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, "0"));
const THREE_DIGITS = FOUR_DIGITS.slice(0, 4_096).map((digits) => digits.slice(1));

/** What acts work with, for one account and one log. Ids and measures come from two streams of their own. */
export function openActContext({ account, log, seed, writeRows }: ActContextOptions): ActContext {
  const random = randomGenerator(seed);
  const ids = random.fork("act ids");
  const draws = random.fork("act draws");
  return {
    account,
    log,
    uuid: () => uuid(ids),
    hex: (length) => hex(ids, length),
    uniform: draws.uniform,
    normal: draws.normal,
    writeRows,
  };
}

function hex(ids: RandomGenerator, length: number): string {
  let digits = "";
  while (digits.length < length) {
    const number = ids.uint32();
    digits += `${FOUR_DIGITS[number >>> 16]}${FOUR_DIGITS[number & 65_535]}`;
  }
  return digits.length === length ? digits : digits.slice(0, length);
}

/** Version 4, variant `a`. Source of the form: RFC 9562, section 5.4. */
function uuid(ids: RandomGenerator): string {
  const [first, second, third, fourth] = [ids.uint32(), ids.uint32(), ids.uint32(), ids.uint32()];
  return `${FOUR_DIGITS[first >>> 16]}${FOUR_DIGITS[first & 65_535]}-${FOUR_DIGITS[second >>> 16]}-4${
    THREE_DIGITS[second & 4_095]
  }-a${THREE_DIGITS[third & 4_095]}-${FOUR_DIGITS[third >>> 16]}${FOUR_DIGITS[fourth >>> 16]}${
    FOUR_DIGITS[fourth & 65_535]
  }`;
}
