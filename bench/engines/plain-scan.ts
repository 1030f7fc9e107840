import type { Runner } from "../measurement.ts";
import { built } from "./built.ts";
import { ingested } from "./plain-ingest.ts";

/** Relations that the generated data fills. */
const RELATIONS = new Set(["audit_event", "grant_change"]);

/**
 * The same relations and the same rollups as `gatehouse scan`, the very SQL of the signals, and no detector: what is
 * left is what the guard costs.
 */
export const plainScan: Runner = async (options) => {
  const { SIGNALS } =
    await built<typeof import("../../src/signals/registry.gen.ts")>("signals/registry.gen.ts");
  const { duckdbDialect } =
    await built<typeof import("../../src/sql/dialects/duckdb.ts")>("sql/dialects/duckdb.ts");
  const { renderSql } = await built<typeof import("../../src/sql/sql.ts")>("sql/sql.ts");
  const { database, counts } = await ingested(options);
  const measured = SIGNALS.filter(({ reads }) => reads.every((relation) => RELATIONS.has(relation)));
  let rowCount = 0;
  for (const signal of measured) {
    const { text, values } = renderSql(signal.rollup(duckdbDialect), () => "?");
    if (values.length > 0) throw new Error(`${signal.id} binds values`);
    rowCount += await database.countRows(text);
  }
  database.close();
  return { ...counts, signals: measured.length, rollup_rows: rowCount };
};
