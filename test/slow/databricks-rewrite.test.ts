import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { type Sql, sql } from "../../src/sql/sql.ts";
import { differenceSql, rewrittenRelation, rewrittenSql } from "../conformance/rewritten-text.ts";
import { openSourceRows, type SourceRow, type SourceRows } from "../conformance/source-rows.ts";
import { writeSimulatedFolder } from "./write-simulated-folder.ts";

const DAY_COUNT = 5;
/** What does not happen in a few ordinary days. */
const RARE: readonly string[] = [
  "audit_event.admin_changes_per_workspace",
  "audit_event.deletions_per_principal",
  "audit_event.denied_reads_per_principal",
  "audit_event.tokens_minted_per_principal",
  "grant_change.ownership_changes_per_principal",
  "job_run.failed_runs_per_job",
];

let source: SourceRows;
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-rewrite-"));
  try {
    await writeSimulatedFolder(directory, { form: "parquet", dayCount: DAY_COUNT });
    source = await openSourceRows(SOURCES, await exportedRows(directory));
  } finally {
    await rm(directory, { recursive: true });
  }
}, 60_000);
afterAll(() => source.close());

/** Rows of every exported table, by the table's full name. */
async function exportedRows(directory: string): Promise<Readonly<Record<string, readonly SourceRow[]>>> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const rowsOf = async (table: string): Promise<readonly SourceRow[]> => {
    const files = join(directory, table.split(".").slice(-2).join("."), "*.parquet");
    const answer = await connection.runAndReadAll(
      `SELECT CAST(to_json(row) AS VARCHAR) FROM read_parquet('${files}') AS row`,
    );
    return answer.getRowsJS().map(([text]) => JSON.parse(String(text)));
  };
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const entries: [string, readonly SourceRow[]][] = [];
    for (const { table } of SOURCES) entries.push([table, await rowsOf(table)]);
    return Object.fromEntries(entries);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function difference(left: Sql, right: Sql): Promise<SourceRow | undefined> {
  const described = await source.rows(sql`SELECT column_name FROM (DESCRIBE ${left})`);
  const columns = described.map((row) => String(row["column_name"]));
  return (await source.rows(differenceSql(left, right, columns)))[0];
}

describe("Databricks text of simulated telemetry, rewritten for the emulator", () => {
  it.each(SOURCES.flatMap(({ produces }) => produces))(
    "gives the rows of the DuckDB text for $relation",
    async (definition) => {
      const left = definition.normalize(duckdbDialect, duckdbDialect.rawTable);
      const answer = await difference(left, rewrittenRelation(definition));
      expect(answer).toMatchObject({ left_only: 0, right_only: 0 });
      expect(Number(answer?.["row_count"])).toBeGreaterThan(0);
    },
  );

  it.each(SIGNALS)("gives the rows of the DuckDB text for $id", async (signal) => {
    const answer = await difference(
      signal.rollup(duckdbDialect),
      rewrittenSql(signal.rollup(databricksDialect)),
    );
    expect(answer).toMatchObject({ left_only: 0, right_only: 0 });
    const isRare = RARE.includes(signal.id);
    if (!isRare) expect(Number(answer?.["row_count"])).toBeGreaterThan(0);
  });
});
