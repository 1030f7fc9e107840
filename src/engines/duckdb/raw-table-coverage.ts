import type { RawTable } from "../../domain/raw-table.ts";
import type { RawTableCoverage } from "../../ports/telemetry.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { anyOf } from "./column-value.ts";
import type { Database, Limits } from "./database.ts";
import type { FolderTables } from "./folder-tables.ts";
import type { Reading } from "./reading.ts";
import { rendered, startStatement } from "./statement.ts";
import type { TableFiles } from "./table-files.ts";

export interface CoverageReader {
  /** Tells tables without a row from others; reads no more of a table than its first row. */
  lookForRows(limits: Limits): Promise<void>;
  /** Marks the raw tables that `part` reads: nobody else counts their re-emitted rows. */
  countDuplicatesOf(part: Sql): void;
  all(limits: Limits): Promise<readonly RawTableCoverage[]>;
}

const { quoteIdentifier, rawTable } = duckdbDialect;

export function rawTableCoverage(options: {
  readonly database: Database;
  readonly reading: Reading;
  readonly tables: FolderTables;
}): CoverageReader {
  const { database, reading, tables } = options;
  const counted = new Set<TableFiles>();

  /** One number out of a SELECT over a raw table. */
  function number(name: string, part: Sql, limits: Limits): Promise<number> {
    return database.run(name, limits, (connection) =>
      reading({
        part,
        signal: limits.signal,
        async statement() {
          const rows = await (await startStatement(connection, part)).getRows();
          return Number(rows[0]?.[0] ?? 0);
        },
      }),
    );
  }

  async function coverageOf(files: TableFiles, limits: Limits): Promise<RawTableCoverage> {
    const { table } = files;
    const late = lateRows(table);
    const isRead = files.notAssessed() === null;
    const lateCount =
      late === null || !isRead ? null : await number(`late rows of ${table.table}`, late, limits);
    const duplicateCount =
      counted.has(files) && isRead
        ? await number(`repeated rows of ${table.table}`, repeatedRows(table), limits)
        : null;
    return {
      table: table.table,
      fileCount: files.fileCount,
      byteCount: files.byteCount,
      skipped: [...files.skipped],
      unknownColumns: files.unknownColumns(),
      absentColumns: files.absentColumns(),
      lateCount,
      duplicateCount,
      notAssessed: files.notAssessed(),
    };
  }

  return {
    async lookForRows(limits) {
      for (const files of tables.all) {
        if (files.inPlace.length === 0) continue;
        const { table } = files.table;
        const first = sql`SELECT count(*) FROM (SELECT 1 FROM ${rawTable(table)} LIMIT 1) AS first_row`;
        files.isEmpty = (await number(`first row of ${table}`, first, limits)) === 0;
      }
    },
    countDuplicatesOf(part) {
      for (const files of tables.namedIn(rendered(part).text)) counted.add(files);
    },
    async all(limits) {
      const coverages: RawTableCoverage[] = [];
      for (const files of tables.all) coverages.push(await coverageOf(files, limits));
      return coverages;
    },
  };
}

/** Rows that arrived later than the table's stated lateness; null where a row does not tell. */
function lateRows({ table, arrival, watermark }: RawTable): Sql | null {
  if (arrival === null || watermark === null) return null;
  const lag = duckdbDialect.durationMs(
    quoteIdentifier(arrival.eventColumn),
    quoteIdentifier(arrival.arrivalColumn),
  );
  return sql`SELECT count(*) FROM ${rawTable(table)} WHERE ${lag} > ${rawSql(String(watermark.latenessMs))}`;
}

/** Rows beyond the first of each natural key; NULL agrees with NULL, but a key that is NULL throughout is none. */
function repeatedRows({ table, naturalKey }: RawTable): Sql {
  const columns = naturalKey.map(quoteIdentifier);
  const hasKey = anyOf(columns.map((column) => sql`${column} IS NOT NULL`));
  return sql`SELECT CAST(coalesce(sum(row_count - 1), 0) AS BIGINT) FROM (
    SELECT count(*) AS row_count FROM ${rawTable(table)} WHERE ${hasKey} GROUP BY ${joinSql(columns, ", ")}) AS key_count`;
}
