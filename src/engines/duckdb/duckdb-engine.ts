import type { DuckDBResult } from "@duckdb/node-api";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { ColumnBatch, Engine, Query, QueryOptions } from "../../ports/engine.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { streamColumns } from "./column-stream.ts";
import type { Database } from "./database.ts";
import { defineRelation } from "./define-relation.ts";
import { plainValue } from "./plain-value.ts";
import type { Reading } from "./reading.ts";
import { startStatement } from "./statement.ts";

/** The engine over a database that holds the data itself. */
export function duckdbEngine(database: Database, reading: Reading): Engine {
  return {
    dialect: duckdbDialect,
    query: (query, options) =>
      database.run(query.name, options, (connection) =>
        reading({
          part: query.sql,
          signal: options.signal,
          statement: async () => collectRows(await startStatement(connection, query.sql), query, options),
        }),
      ),
    async *stream(query, options): AsyncIterable<ColumnBatch> {
      const operation = await database.begin(query.name, options);
      try {
        yield* streamColumns(operation, query, (statement) =>
          reading({ part: query.sql, signal: options.signal, statement }),
        );
      } finally {
        operation.close();
      }
    },
    defineRelation: (relation, options) => defineRelation({ database, relation, limits: options, reading }),
    close: () => database.close(),
  };
}

async function collectRows<Row>(
  result: DuckDBResult,
  query: Query<Row>,
  options: QueryOptions,
): Promise<readonly Row[]> {
  const names = result.columnNames();
  const rows: Row[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return rows;
    if (rows.length + chunk.rowCount > options.rowLimit)
      throw new GatehouseError("ENGINE_ROW_SHAPE", {
        message: `query \`${query.name}\` returned more than ${options.rowLimit} rows, the most it may`,
      });
    for (const values of chunk.getRows())
      rows.push(
        query.row(Object.fromEntries(values.map((value, index) => [names[index] ?? "", plainValue(value)]))),
      );
  }
}
