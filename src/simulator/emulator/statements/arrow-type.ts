import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Map_,
  Null,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import type { TypeTree } from "./type-tree.ts";

/** Bits of a decimal in Arrow's column format, for up to 38 digits. */
const DECIMAL_BITS = 128;

/** Arrow type of a Databricks type, as Databricks sends it: moments in microseconds, those with a zone in UTC. */
export function arrowType(tree: TypeTree): DataType {
  switch (tree.kind) {
    case "decimal":
      return new Decimal(tree.scale, tree.precision, DECIMAL_BITS);
    case "array":
      return new List(new Field("element", arrowType(tree.element), true));
    case "map":
      return mapType(tree);
    case "struct":
      return new Struct(tree.fields.map(({ name, type }) => new Field(name, arrowType(type), true)));
    case "scalar":
      return scalarType(tree.name);
  }
}

function mapType({ key, value }: Extract<TypeTree, { readonly kind: "map" }>): DataType {
  const entries = new Struct<{ key: DataType; value: DataType }>([
    new Field("key", arrowType(key), false),
    new Field("value", arrowType(value), true),
  ]);
  return new Map_(new Field("entries", entries, false));
}

function scalarType(name: string): DataType {
  const make = SCALARS[name];
  return make === undefined ? new Utf8() : make();
}

const SCALARS: Readonly<Record<string, () => DataType>> = {
  BOOLEAN: () => new Bool(),
  TINYINT: () => new Int8(),
  SMALLINT: () => new Int16(),
  INT: () => new Int32(),
  BIGINT: () => new Int64(),
  FLOAT: () => new Float32(),
  DOUBLE: () => new Float64(),
  DATE: () => new DateDay(),
  TIMESTAMP: () => new TimestampMicrosecond("Etc/UTC"),
  TIMESTAMP_NTZ: () => new TimestampMicrosecond(null),
  BINARY: () => new Binary(),
  VOID: () => new Null(),
};
