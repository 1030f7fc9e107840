import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Different targets that lineage shows for one source: data that spreads beyond the grants on its origin. Absence
 * proves nothing, since lineage misses some ways to copy.
 */
export const copiesPerSecurableSignal = defineSignal({
  id: "lineage_edge.copies_per_securable",
  title: "Copies per securable",
  sentence: "Data of {entity} was written to {value} different places in one day",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "securable",
  windowMs: DAY_MS,
  reads: ["lineage_edge"],
  materialityFloor: 1,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "lineage_edge",
        windowMs: DAY_MS,
        entity: [sql`source_securable`],
        where: [sql`target_securable IS NOT NULL`, sql`target_securable <> source_securable`],
      },
      { value: sql`count(DISTINCT target_securable)` },
    ),
});
