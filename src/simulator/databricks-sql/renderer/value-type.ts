import type { DataType } from "../tree/data-type.ts";

/** What the rules for a value depend on; types that follow the same rules share a kind. */
export type Kind =
  | "string"
  | "boolean"
  | "int"
  | "decimal"
  | "double"
  | "date"
  | "timestamp"
  | "interval"
  /** An interval of whole days and months, which leaves a date a date. */
  | "day_interval"
  | "binary"
  | "array"
  | "map"
  | "struct"
  | "null"
  | "unknown";

/**
 * What is surely known of a value's type while a text is written. A kind other than `unknown` is DuckDB's own type of
 * the written text; what is left out or `unknown` is DuckDB's to know, and where a rule of Databricks depends on it, the
 * text asks `typeof`.
 */
export interface ValueType {
  readonly kind: Kind;
  /** Keys of a map. */
  readonly key?: ValueType;
  /** Elements of an array, values of a map. */
  readonly item?: ValueType;
  /** Fields of a struct, in order. */
  readonly fields?: readonly NamedType[];
}

/** A column or field. */
export interface NamedType {
  readonly name: string;
  readonly type: ValueType;
}

export const UNKNOWN: ValueType = { kind: "unknown" };

const KINDS: Readonly<Record<DataType["kind"], Kind>> = {
  string: "string",
  boolean: "boolean",
  tinyint: "int",
  smallint: "int",
  int: "int",
  bigint: "int",
  float: "double",
  double: "double",
  decimal: "decimal",
  date: "date",
  timestamp: "timestamp",
  timestamp_ntz: "timestamp",
  binary: "binary",
  interval: "interval",
  void: "null",
  array: "array",
  map: "map",
  struct: "struct",
};

export function valueTypeOf(type: DataType): ValueType {
  const kind = KINDS[type.kind];
  switch (type.kind) {
    case "array":
      return arrayOf(valueTypeOf(type.element));
    case "map":
      return { kind, key: valueTypeOf(type.key), item: valueTypeOf(type.value) };
    case "struct":
      return {
        kind,
        fields: type.fields.map(({ name, type: field }) => ({ name, type: valueTypeOf(field) })),
      };
    default:
      return { kind };
  }
}

export function arrayOf(item: ValueType | undefined): ValueType {
  return { kind: "array", item: typeAlone(item ?? UNKNOWN) };
}

/** The type without what else the value carries. */
export function typeAlone({ kind, key, item, fields }: ValueType): ValueType {
  return {
    kind,
    ...(key === undefined ? {} : { key }),
    ...(item === undefined ? {} : { item }),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** Type of a field by its name in any case. */
export function fieldType(type: ValueType, name: string): ValueType {
  const found = type.fields?.filter((field) => field.name.toLowerCase() === name.toLowerCase()) ?? [];
  return found.length === 1 ? (found[0]?.type ?? UNKNOWN) : UNKNOWN;
}

/** Type of a value that is one of several places' own, unchanged: known as far as they agree. */
export function agreedType(types: readonly ValueType[]): ValueType {
  return combined(types, (kinds) => (new Set(kinds).size === 1 ? (kinds[0] ?? "unknown") : "unknown"));
}

/** Type that values of these types are brought to together: branches of CASE, rows of a UNION. */
export function jointType(types: readonly ValueType[]): ValueType {
  return combined(types, jointKind);
}

const NUMBERS: ReadonlySet<Kind> = new Set(["int", "decimal", "double"]);

function jointKind(kinds: readonly Kind[]): Kind {
  const given = new Set(kinds.filter((kind) => kind !== "null"));
  const [first = "null"] = given;
  if (given.size <= 1) return first;
  if (![...given].every((kind) => NUMBERS.has(kind))) return "unknown";
  return given.has("double") ? "double" : "decimal";
}

function combined(types: readonly ValueType[], kindOf: (kinds: readonly Kind[]) => Kind): ValueType {
  const kind = kindOf(types.map((type) => type.kind));
  // NULL beside a nested value takes the whole of its type.
  const alike = types.filter((type) => type.kind === kind);
  const part = (of: (type: ValueType) => ValueType | undefined): ValueType =>
    combined(
      alike.map((type) => of(type) ?? UNKNOWN),
      kindOf,
    );
  switch (kind) {
    case "array":
      return { kind, item: part(({ item }) => item) };
    case "map":
      return { kind, key: part(({ key }) => key), item: part(({ item }) => item) };
    case "struct":
      return structOf(alike, part);
    default:
      return { kind };
  }
}

function structOf(
  types: readonly ValueType[],
  part: (of: (type: ValueType) => ValueType | undefined) => ValueType,
): ValueType {
  const [first, ...rest] = types.map(({ fields }) => fields);
  const isAlike = rest.every(
    (fields) =>
      fields?.length === first?.length && fields?.every(({ name }, index) => name === first?.[index]?.name),
  );
  if (first === undefined || !isAlike) return { kind: "struct" };
  return {
    kind: "struct",
    fields: first.map(({ name }, index) => ({ name, type: part(({ fields }) => fields?.[index]?.type) })),
  };
}

/** Whether a value of this type holds one of these kinds anywhere; null when that is not known. */
export function holdsAny(type: ValueType, kinds: readonly Kind[]): boolean | null {
  if (kinds.includes(type.kind)) return true;
  const inner: readonly (ValueType | undefined)[] =
    type.kind === "array"
      ? [type.item]
      : type.kind === "map"
        ? [type.key, type.item]
        : type.kind === "struct"
          ? (type.fields?.map((field) => field.type) ?? [undefined])
          : [];
  const answers = inner.map((each) => (each === undefined ? null : holdsAny(each, kinds)));
  if (answers.includes(true)) return true;
  return type.kind === "unknown" || answers.includes(null) ? null : false;
}
