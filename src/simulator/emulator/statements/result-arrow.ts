import { Field, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from "apache-arrow";
import type { SimulatorDatabase } from "../../simulator-database.ts";
import { arrowColumn } from "./arrow-column.ts";
import { partClause, type ResultPart } from "./result-text.ts";
import { typeTree } from "./type-tree.ts";

/** Where Databricks tells the type of a column in SQL's words, beside that of Arrow. */
const TYPE_KEY = "Spark:DataType:SqlName";

/** A part of a result as an Arrow IPC stream: the schema, one batch, the end. */
export async function arrowStream(database: SimulatorDatabase, part: ResultPart): Promise<Uint8Array> {
  const trees = part.columns.map(({ typeText }) => typeTree(typeText));
  const columns = await columnValues(database, part);
  const rowCount = Math.max(0, part.untilRow - part.fromRow);
  const children = trees.map((tree, index) => arrowColumn(tree, columns[index] ?? []));
  const fields = children.map((data, index) => {
    const { name = "", typeText = "" } = part.columns[index] ?? {};
    return new Field(name, data.type, true, new Map([[TYPE_KEY, typeText]]));
  });
  const schema = new Schema(fields);
  const data = makeData({ type: new Struct(fields), length: rowCount, nullCount: 0, children });
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, data));
  writer.finish();
  return writer.toUint8Array(true);
}

async function columnValues(database: SimulatorDatabase, part: ResultPart) {
  if (part.columns.length === 0) return [];
  const list = part.columns.map((_, index) => `c${index}`).join(", ");
  const connection = await database.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT ${list} FROM ${part.table} ${partClause(part)}`);
    return reader.getColumns();
  } finally {
    connection.closeSync();
  }
}
