import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Measure, Surface, Tail } from "../domain/measure.ts";
import type { Entity, SignalId } from "../domain/observation.ts";
import type { DurationMs, Unit } from "../domain/units.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";

/**
 * One measured quantity: unit, entity, window, and the rollup that computes it.
 * Ids are `<relation>.<what>_per_<entity>`; the file is named after what stands behind the point.
 *
 * The rollup is one SELECT over canonical relations with these result columns, in any order:
 * `window_start` (timestamp, bucket start), `entity_1` (text), `entity_2` (text, only for entities of two parts);
 * for scalars `value` (double) and `support_count` (bigint, rows behind the value);
 * for sketches `bucket` (int) and `item_count` (bigint), for categories `category` (text) and `item_count` (bigint),
 * one row per part, plus `support_count` of the part: the supports of a value's parts add up to its support.
 * Rows with a NULL entity are left out. Windows are `[window_start, window_start + windowMs)`, aligned by `timeBucket`,
 * of the moment for which a row counts: its `event_time`, for a billing record just before it.
 * The text binds no values, so that it can stand in a view.
 */
export interface SignalDefinition {
  readonly id: SignalId;
  readonly title: string;
  /**
   * One sentence without its period: what a high value means to the reader of an incident. `{entity}` stands for the
   * entity with its kind (`warehouse 1a2b`, `ana@example.com`, `main.sales.orders#amount`), `{value}` for the value
   * with its unit (`3.2 s`, `1.5 GB`, `1,200 rows`, `$40`, `12 %`; bare for unit 1; for sketches and categories the
   * number of items).
   */
  readonly sentence: string;
  readonly surface: Surface;
  /** Raised by hand whenever the meaning of a value changes; baselines never cross versions. */
  readonly version: number;
  readonly plane: "data" | "control";
  readonly unit: Unit;
  readonly measure: Measure;
  readonly tail: Tail;
  readonly entity: Entity["kind"];
  /** Type of the entity when its kind is "other" (network, token, workspace, sku …). */
  readonly entityType?: string;
  /** What the categories name, where they name something that findings can share. */
  readonly partKind?: "securable" | "principal";
  readonly windowMs: DurationMs;
  /** Canonical relations the rollup reads. */
  readonly reads: readonly CanonicalRelation[];
  /** Deviations smaller than this in the signal's unit never become findings (minimum money, minimum time); 0 for none. */
  readonly materialityFloor: number;
  /** Largest relative error that the rollup's approximate functions may add; 0 when exact. */
  readonly toleranceRatio: number;
  readonly rollup: (dialect: Dialect) => Sql;
}

export function defineSignal(
  definition: Omit<SignalDefinition, "id"> & { readonly id: string },
): SignalDefinition {
  return Object.freeze({ ...definition, id: definition.id as SignalId });
}
