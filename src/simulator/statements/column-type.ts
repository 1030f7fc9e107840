import { duckdbType } from "../../sql/duckdb-type.ts";
import { parseSparkType } from "../../sql/spark-type.ts";

/** DuckDB's name of the type of a column, parameter or value, as tables keep it. */
export function columnType(type: string): string {
  return duckdbType(parseSparkType(type));
}
