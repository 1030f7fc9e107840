import type { DuckDBConnection } from "@duckdb/node-api";
import type { RawTable } from "../../domain/raw-table.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import type { SparkType } from "../../sql/spark-type.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import type { FoundFile } from "./files/discover-files.ts";
import type { PathReading } from "./files/table-of-path.ts";
import { lacking, missingColumns, partitionOf } from "./inspect-text.ts";
import type { Inspection } from "./inspection.ts";
import { parquetValue } from "./parquet-value.ts";
import { isInterrupt } from "./query-failed.ts";
import { pathList, typedColumns } from "./read-source.ts";
import { rendered, startStatement } from "./statement.ts";
import type { ParquetColumn } from "./table-input.ts";

/** What a Parquet file named like a table holds, by its footer. @throws an interrupt of the statement. */
export async function inspectParquet(
  connection: DuckDBConnection,
  file: FoundFile,
  place: PathReading & { readonly table: RawTable },
): Promise<Inspection> {
  const { table } = place;
  const footer = await footerOf(connection, file);
  if (footer === null)
    return {
      kind: "skipped",
      table,
      reason: "not a Parquet file, or one that was cut off",
      rowCount: null,
      missingColumns: [],
    };
  const { columns, unreadable } = await matched(connection, table, footer.columns);
  const missing = missingColumns(table, { ...place.partition, ...columns });
  if (missing.length > 0) return { ...lacking(table, missing), ...wrongTypes(unreadable) };
  const partition = partitionOf(table, place, columns);
  const used = new Set(Object.values(columns).map(({ name }) => name));
  return {
    kind: "in_place",
    tableFile: { file, table, partition },
    how: {
      kind: "parquet",
      columns,
      partitionColumns: Object.keys(partition),
      rowCount: footer.rowCount,
    },
    columns: {
      seen: [...Object.keys(columns), ...Object.keys(partition)],
      unknown: footer.columns.map(({ name }) => name).filter((name) => !used.has(name)),
    },
    unreadable,
  };
}

function wrongTypes(unreadable: readonly string[]): { readonly reason: string } | undefined {
  return unreadable.length === 0 ? undefined : { reason: unreadable.join(", ") };
}

interface Footer {
  readonly columns: readonly ParquetColumn[];
  readonly rowCount: number;
}

async function footerOf(connection: DuckDBConnection, file: FoundFile): Promise<Footer | null> {
  const paths = pathList([file.path]);
  try {
    const schema = await connection.prepare(
      rendered(sql`SELECT * FROM read_parquet(${paths}, hive_partitioning = false, binary_as_string = true)`)
        .text,
    );
    const columns = Array.from({ length: schema.columnCount }, (_item, index) => ({
      name: schema.columnName(index),
      type: schema.columnType(index),
    }));
    schema.destroySync();
    const counted = await startStatement(
      connection,
      sql`SELECT CAST(sum(num_rows) AS DOUBLE) FROM parquet_file_metadata(${paths})`,
    );
    return { columns, rowCount: Number((await counted.getRows())[0]?.[0] ?? 0) };
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return null;
  }
}

interface Matched {
  /** By declared column. */
  readonly columns: Readonly<Record<string, ParquetColumn>>;
  /** Columns of a type that cannot be read as declared, in words. */
  readonly unreadable: readonly string[];
}

async function matched(
  connection: DuckDBConnection,
  table: RawTable,
  present: readonly ParquetColumn[],
): Promise<Matched> {
  const columns: Record<string, ParquetColumn> = {};
  const unreadable: string[] = [];
  for (const [name, type] of typedColumns(table.columns)) {
    const column = present.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (column === undefined) continue;
    if (await isReadable(connection, column, type)) columns[name] = column;
    else
      unreadable.push(
        `\`${name}\` is \`${column.type}\`, which cannot be read as \`${table.columns[name]}\``,
      );
  }
  return { columns, unreadable };
}

/** Whether the conversion exists at all; structs without a common field, for one, are only refused when it is tried. */
async function isReadable(
  connection: DuckDBConnection,
  column: ParquetColumn,
  type: SparkType,
): Promise<boolean> {
  const name = duckdbDialect.quoteIdentifier(column.name);
  const read = parquetValue(name, column.type, type);
  if (read === null || read.isMisfit === null) return read !== null;
  try {
    const nothing = sql`(SELECT CAST(NULL AS ${rawSql(column.type.toString())}) AS ${name})`;
    (
      await connection.prepare(rendered(sql`SELECT ${read.value} FROM ${nothing} AS nothing`).text)
    ).destroySync();
    return true;
  } catch (error) {
    if (isInterrupt(error)) throw error;
    return false;
  }
}
