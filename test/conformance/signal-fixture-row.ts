export type FixtureValue = string | number | boolean | null | { readonly [key: string]: number };
type FixtureRow = Readonly<Record<string, FixtureValue>>;

/** Rows of one relation: `rows` over `defaults`; columns that neither names are NULL. */
export interface FixtureTable {
  readonly defaults: FixtureRow;
  readonly rows: readonly FixtureRow[];
}

/** `at("00:30")` is on Monday 2026-11-02, `at("00:30", 1)` a day later; UTC. */
export function at(time: string, day = 0): string {
  return `2026-11-0${2 + day} ${time}`;
}

/** The last moment of the first hour. */
export const LAST = "00:59:59.999";
