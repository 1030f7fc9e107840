import { SKETCH_MAGNITUDE_MAX, SKETCH_MAGNITUDE_MIN, sketchScale } from "../domain/sketch-bucket.ts";
import { rawSql, type Sql, sql } from "./sql.ts";

/** `sketchBucketOf` of domain/sketch-bucket.ts as SQL that both engines read alike. `value` is written three times. */
export function sketchBucketSql(value: Sql, accuracyRatio: number): Sql {
  const { logGamma, shift } = sketchScale(accuracyRatio);
  const number = sql`CAST(${value} AS DOUBLE)`;
  const magnitude = sql`least(greatest(abs(${number}), ${doubleLiteral(SKETCH_MAGNITUDE_MIN)}), ${doubleLiteral(SKETCH_MAGNITUDE_MAX)})`;
  const bucket = sql`ceil(ln(${magnitude}) / ${doubleLiteral(logGamma)}) + ${rawSql(String(shift))}`;
  return sql`CASE WHEN NOT isnan(${number}) THEN CAST(sign(${number}) * (${bucket}) AS INT) END`;
}

/** A literal with an exponent is a DOUBLE in both engines; one with only a point is a DECIMAL. */
function doubleLiteral(value: number): Sql {
  return rawSql(value.toExponential());
}
