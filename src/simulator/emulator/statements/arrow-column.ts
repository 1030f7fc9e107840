import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { type Data, type DataType, Field, makeData, Struct } from "apache-arrow";
import { arrowType } from "./arrow-type.ts";
import type { TypeTree } from "./type-tree.ts";

type Values = readonly DuckDBValue[];

/** Values of one column, or of one child of a nested one, as Arrow lays them out in memory. */
export function arrowColumn(tree: TypeTree, values: Values): Data {
  const type = arrowType(tree);
  const nulls = nullBitmap(values);
  const common = { length: values.length, nullCount: nulls.nullCount, nullBitmap: nulls.bitmap };
  switch (tree.kind) {
    case "scalar":
      return scalarColumn(tree.name, values, { type, ...common });
    case "decimal":
      return build({ type, ...common, data: decimalWords(values, tree.scale) });
    case "array": {
      const { offsets, flat } = flattened(values, (value) =>
        value instanceof DuckDBListValue ? value.items : [],
      );
      return build({ type, ...common, valueOffsets: offsets, child: arrowColumn(tree.element, flat) });
    }
    case "struct":
      return build({ type, ...common, children: structColumns(tree, values) });
    case "map":
      return build({ type, ...common, ...mapEntries(tree, values) });
  }
}

interface Common {
  readonly type: DataType;
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
}

/** The library's overloads go by the class of the type, which is known here only when the program runs. */
function build(props: Common & Readonly<Record<string, unknown>>): Data {
  return makeData(props as unknown as Parameters<typeof makeData>[0]) as Data;
}

function nullBitmap(values: Values): { readonly bitmap: Uint8Array; readonly nullCount: number } {
  const bitmap = bitmapOf(values.length, (at) => values[at] !== null);
  return { bitmap, nullCount: values.reduce((count: number, value) => count + (value === null ? 1 : 0), 0) };
}

function bitmapOf(length: number, isSet: (at: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let at = 0; at < length; at++) if (isSet(at)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  return bits;
}

function scalarColumn(name: string, values: Values, common: Common): Data {
  switch (name) {
    case "BOOLEAN":
      return build({ ...common, data: bitmapOf(values.length, (at) => values[at] === true) });
    case "TINYINT":
      return build({ ...common, data: Int8Array.from(values, numberOf) });
    case "SMALLINT":
      return build({ ...common, data: Int16Array.from(values, numberOf) });
    case "INT":
      return build({ ...common, data: Int32Array.from(values, numberOf) });
    case "FLOAT":
      return build({ ...common, data: Float32Array.from(values, numberOf) });
    case "DOUBLE":
      return build({ ...common, data: Float64Array.from(values, numberOf) });
    case "BIGINT":
      return build({ ...common, data: BigInt64Array.from(values, bigintOf) });
    case "DATE":
      return build({
        ...common,
        data: Int32Array.from(values, (value) => (value instanceof DuckDBDateValue ? value.days : 0)),
      });
    case "TIMESTAMP":
    case "TIMESTAMP_NTZ":
      return build({ ...common, data: BigInt64Array.from(values, microsOf) });
    case "VOID":
      return build({ ...common });
    default:
      return build({ ...common, ...bytesColumn(values, name === "BINARY") });
  }
}

function numberOf(value: DuckDBValue): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}

function bigintOf(value: DuckDBValue): bigint {
  return typeof value === "number" || typeof value === "bigint" ? BigInt(value) : 0n;
}

const NANOS_PER_MICRO = 1_000n;

function microsOf(value: DuckDBValue): bigint {
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos / NANOS_PER_MICRO;
  return value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue ? value.micros : 0n;
}

const ENCODER = new TextEncoder();

function bytesColumn(values: Values, isBinary: boolean) {
  const parts = values.map((value) => {
    if (value === null) return new Uint8Array();
    return isBinary && value instanceof DuckDBBlobValue ? value.bytes : ENCODER.encode(String(value));
  });
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + part.length;
  });
  const data = new Uint8Array(offsets[parts.length] ?? 0);
  parts.forEach((part, index) => {
    data.set(part, offsets[index]);
  });
  return { valueOffsets: offsets, data };
}

const WORDS = 4;
const WORD_MASK = 0xffff_ffffn;

/** Two's complement in 32-bit words, the lowest first. */
function decimalWords(values: Values, scale: number): Uint32Array {
  const words = new Uint32Array(values.length * WORDS);
  values.forEach((value, index) => {
    let rest = BigInt.asUintN(128, unscaled(value, scale));
    for (let word = 0; word < WORDS; word++) {
      words[index * WORDS + word] = Number(rest & WORD_MASK);
      rest >>= 32n;
    }
  });
  return words;
}

/** Whole numbers of more than 64 bits come as they are, with scale 0. */
function unscaled(value: DuckDBValue, scale: number): bigint {
  if (value instanceof DuckDBDecimalValue) return value.value;
  return bigintOf(value) * 10n ** BigInt(scale);
}

function flattened<Item>(
  values: Values,
  itemsOf: (value: DuckDBValue) => readonly Item[],
): { readonly offsets: Int32Array; readonly flat: readonly Item[] } {
  const offsets = new Int32Array(values.length + 1);
  const flat: Item[] = [];
  values.forEach((value, index) => {
    for (const item of itemsOf(value)) flat.push(item);
    offsets[index + 1] = flat.length;
  });
  return { offsets, flat };
}

function structColumns(
  tree: Extract<TypeTree, { readonly kind: "struct" }>,
  values: Values,
): readonly Data[] {
  return tree.fields.map(({ name, type }) =>
    arrowColumn(
      type,
      values.map((value) => (value instanceof DuckDBStructValue ? (value.entries[name] ?? null) : null)),
    ),
  );
}

function mapEntries(tree: Extract<TypeTree, { readonly kind: "map" }>, values: Values) {
  const { offsets, flat } = flattened(values, (value) =>
    value instanceof DuckDBMapValue ? value.entries : [],
  );
  const keys = arrowColumn(
    tree.key,
    flat.map((entry) => entry.key),
  );
  const items = arrowColumn(
    tree.value,
    flat.map((entry) => entry.value),
  );
  const type = new Struct([new Field("key", keys.type, false), new Field("value", items.type, true)]);
  const child = build({
    type,
    length: flat.length,
    nullCount: 0,
    nullBitmap: bitmapOf(flat.length, () => true),
    children: [keys, items],
  });
  return { valueOffsets: offsets, child };
}
