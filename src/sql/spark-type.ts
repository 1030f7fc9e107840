import { GatehouseError } from "../domain/gatehouse-error.ts";

/** Type names without parameters, as Spark prints them. */
const PLAIN_TYPES = [
  "string",
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "date",
  "timestamp",
  "binary",
] as const;

/** A type of Spark SQL as a tree. */
export type SparkType =
  | { readonly kind: (typeof PLAIN_TYPES)[number] }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: SparkType }
  | { readonly kind: "map"; readonly key: SparkType; readonly value: SparkType }
  | { readonly kind: "struct"; readonly fields: readonly SparkField[] };

export interface SparkField {
  readonly name: string;
  readonly type: SparkType;
}

/** Deepest nesting read; the deepest of a system table is 4. */
const DEPTH_MAX = 32;

/**
 * Reads a type as Spark prints it: `map<string,string>`, `struct<a:int,b:array<string>>`, `decimal(38,18)`.
 * @throws BUG for other text: types are written by us.
 */
export function parseSparkType(text: string): SparkType {
  const reader = readerOf(text);
  const type = readType(reader, DEPTH_MAX);
  if (reader.rest() !== "") throw malformed(text);
  return type;
}

interface Reader {
  readonly text: string;
  rest(): string;
  /** Takes what `pattern` (anchored at the start) matches; null when it does not. */
  take(pattern: RegExp): RegExpExecArray | null;
}

function readerOf(text: string): Reader {
  let rest = text.trim();
  return {
    text,
    rest: () => rest,
    take(pattern) {
      const match = pattern.exec(rest);
      if (match !== null) rest = rest.slice(match[0].length).trimStart();
      return match;
    },
  };
}

function malformed(text: string): GatehouseError {
  return new GatehouseError("BUG", { message: `\`${text}\` is not a type of Spark SQL` });
}

function expect(reader: Reader, pattern: RegExp): void {
  if (reader.take(pattern) === null) throw malformed(reader.text);
}

function readType(reader: Reader, depthLeft: number): SparkType {
  const name = reader.take(/^[a-z]+/i)?.[0].toLowerCase();
  if (name === undefined || depthLeft === 0) throw malformed(reader.text);
  const plain = PLAIN_TYPES.find((kind) => kind === name);
  if (plain !== undefined) return { kind: plain };
  if (name === "decimal") return readDecimal(reader);
  expect(reader, /^</);
  const type = readNested(reader, name, depthLeft - 1);
  expect(reader, /^>/);
  return type;
}

function readDecimal(reader: Reader): SparkType {
  const [, precision, scale] = reader.take(/^\(\s*(\d+)\s*,\s*(\d+)\s*\)/) ?? [];
  if (precision === undefined || scale === undefined) throw malformed(reader.text);
  return { kind: "decimal", precision: Number(precision), scale: Number(scale) };
}

function readNested(reader: Reader, name: string, depthLeft: number): SparkType {
  if (name === "array") return { kind: "array", element: readType(reader, depthLeft) };
  if (name === "map") {
    const key = readType(reader, depthLeft);
    expect(reader, /^,/);
    return { kind: "map", key, value: readType(reader, depthLeft) };
  }
  if (name !== "struct") throw malformed(reader.text);
  const fields: SparkField[] = [];
  do {
    const field = reader.take(/^([A-Za-z_][A-Za-z0-9_]*)\s*:/)?.[1];
    if (field === undefined) throw malformed(reader.text);
    fields.push({ name: field, type: readType(reader, depthLeft) });
  } while (reader.take(/^,/) !== null);
  return { kind: "struct", fields };
}
