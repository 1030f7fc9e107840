import type { Brand } from "./brand.ts";
import { GatehouseError } from "./gatehouse-error.ts";

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Brand<number, "EpochMs">;
/** A length of time in milliseconds, never negative. */
export type DurationMs = Brand<number, "DurationMs">;
/** Chance, under the baseline, of a value at least this extreme. Range (0, 1]; never 0. */
export type PValue = Brand<number, "PValue">;
/** Expected false findings per day that a policy may spend. Range [0, ∞). */
export type FindingsPerDay = Brand<number, "FindingsPerDay">;
/** Unit of a signal's value, spelled as UCUM or ISO 4217 where one exists. */
export type Unit = "1" | "ms" | "By" | "rows" | "USD" | "DBU" | "ratio" | "bits";

export const SECOND_MS = 1_000 as DurationMs;
export const MINUTE_MS = 60_000 as DurationMs;
export const HOUR_MS = 3_600_000 as DurationMs;
export const DAY_MS = 86_400_000 as DurationMs;
export const WEEK_MS = 604_800_000 as DurationMs;

/** Smallest p-value we state; keeps −ln p finite (about 690). */
export const P_VALUE_MIN = 1e-300;

/** A moment in epoch milliseconds. @throws BUG when it is not a finite whole number. */
export function epochMs(value: number): EpochMs {
  if (!Number.isSafeInteger(value))
    throw new GatehouseError("BUG", { message: `\`${value}\` is not a moment in whole milliseconds` });
  return value as EpochMs;
}

/** A length of time. @throws BUG when negative or not finite. */
export function durationMs(value: number): DurationMs {
  if (!(value >= 0) || !Number.isFinite(value))
    throw new GatehouseError("BUG", { message: `\`${value}\` is not a length of time in milliseconds` });
  return value as DurationMs;
}

/**
 * A p-value. Underflow to 0 is raised to {@link P_VALUE_MIN}, so that 0 stays unrepresentable.
 * @throws BUG when outside [0, 1] by more than rounding, or not a number.
 */
export function pValue(value: number): PValue {
  if (!(value >= 0 && value <= 1 + 1e-9))
    throw new GatehouseError("BUG", { message: `\`${value}\` is not a p-value` });
  return Math.min(1, Math.max(P_VALUE_MIN, value)) as PValue;
}

/** An alarm budget. @throws BUG when negative or not finite. */
export function findingsPerDay(value: number): FindingsPerDay {
  if (!(value >= 0) || !Number.isFinite(value))
    throw new GatehouseError("BUG", { message: `\`${value}\` is not a number of findings per day` });
  return value as FindingsPerDay;
}
