/** What was lost of a file for one reason. */
export interface Loss {
  readonly reason: string;
  /** Lines, objects or rows; null: not countable. */
  readonly count: number | null;
  /** The first few of them, from 1. */
  readonly positions: readonly number[];
}

/** Positions named in a report; more would hide the rest of it. */
export const POSITION_COUNT_MAX = 5;

/** The reason with the places where it applies: `not JSON (lines 3, 9 and 2 more)`. */
export function lossText({ reason, count, positions }: Loss, unit: string): string {
  if (positions.length === 0) return reason;
  const moreCount = (count ?? positions.length) - positions.length;
  const more = moreCount > 0 ? ` and ${moreCount} more` : "";
  const units = positions.length + moreCount === 1 ? unit : `${unit}s`;
  return `${reason} (${units} ${positions.join(", ")}${more})`;
}
