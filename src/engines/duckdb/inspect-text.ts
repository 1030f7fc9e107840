import type { DeliveredForm, RawTable } from "../../domain/raw-table.ts";
import { checkGzip } from "./files/check-gzip.ts";
import type { FoundFile } from "./files/discover-files.ts";
import { findWords } from "./files/find-words.ts";
import type { JsonObject } from "./files/json-object.ts";
import { sampleText, type TextSample } from "./files/sample-text.ts";
import type { PathReading } from "./files/table-of-path.ts";
import { isGzip } from "./files/text-bytes.ts";
import type { Inspection } from "./inspection.ts";
import type { Conversion, InPlace, TableFile } from "./table-input.ts";

/** A table with a form of delivery in which its rows may come. */
export interface KnownForm {
  readonly table: RawTable;
  readonly form: DeliveredForm;
}

/** The forms of all tables, those with most markers first, so that the closest description wins. */
export function knownForms(tables: readonly RawTable[]): readonly KnownForm[] {
  return tables
    .flatMap((table) => table.deliveredForms.map((form): KnownForm => ({ table, form })))
    .sort((left, right) => right.form.markerKeys.length - left.form.markerKeys.length);
}

/**
 * What a text of JSON objects holds, by its place or else by its first objects.
 * @throws the file system's error.
 */
export async function inspectText(
  file: FoundFile,
  place: PathReading,
  options: { readonly forms: readonly KnownForm[]; readonly signal: AbortSignal },
): Promise<Inspection> {
  const { forms, signal } = options;
  const isCompressed = await isGzip(file.path);
  const sample = await sampleText(file.path, signal);
  const found = tableOf(place, sample.objects, forms);
  const damage = isCompressed ? await checkGzip(file.path, signal) : null;
  if (sample.isBlank && damage === null)
    return place.table === null ? { kind: "ignored" } : { kind: "empty", table: place.table };
  if (found === null) return unknown(place, sample);
  const spelling = found.form === null ? await spellingOf(found.table, { file, place, sample, signal }) : {};
  const missing = found.form === null ? missingColumns(found.table, { ...place.partition, ...spelling }) : [];
  if (missing.length > 0 && sample.objects.length > 0) return lacking(found.table, missing);
  const partition = partitionOf(found.table, place, found.form === null ? spelling : null);
  const tableFile: TableFile = { file, table: found.table, partition };
  const columns = columnsOf(found, { sample, spelling, partition });
  const isReadable =
    damage === null && sample.layout === "lines" && sample.encoding === "utf-8" && !sample.hasProblems;
  if (isReadable) {
    const partitionColumns = Object.keys(partition);
    const how: InPlace = {
      kind: "lines",
      isGzip: isCompressed,
      form: found.form,
      spelling,
      partitionColumns,
    };
    return { kind: "in_place", tableFile, how, columns };
  }
  const conversion: Conversion = { kind: "text", layout: sample.layout, form: found.form, spelling };
  return { kind: "convert", tableFile, conversion, columns };
}

function unknown(place: PathReading, sample: TextSample): Inspection {
  if (place.otherTable !== null) return { kind: "other_table", name: place.otherTable };
  const reason =
    sample.objects.length === 0
      ? "no known form: its text holds no JSON object"
      : "no known form: its objects have the keys of no record that is read";
  return { kind: "skipped", table: null, reason, rowCount: null, missingColumns: [] };
}

interface Found {
  readonly table: RawTable;
  /** Null: rows as exported. */
  readonly form: DeliveredForm | null;
}

function tableOf(
  place: PathReading,
  objects: readonly JsonObject[],
  forms: readonly KnownForm[],
): Found | null {
  const table = place.table;
  if (table === null) return formOf(objects, forms);
  const hasRequired = table.requiredColumns.some((name) => objects.some((object) => keyOf(object, name)));
  if (hasRequired) return { table, form: null };
  return (
    formOf(
      objects,
      forms.filter((known) => known.table === table),
    ) ?? { table, form: null }
  );
}

function formOf(objects: readonly JsonObject[], forms: readonly KnownForm[]): Found | null {
  for (const object of objects) {
    const known = forms.find(({ form }) => form.markerKeys.every((key) => object[key] !== undefined));
    if (known !== undefined) return known;
  }
  return null;
}

/** The key of `object` that spells the column, exactly or in another case. */
function keyOf(object: JsonObject, name: string): string | undefined {
  if (object[name] !== undefined) return name;
  return Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
}

/**
 * How the file spells each declared column, by its first objects. A required column that these lack is looked for in
 * the whole text, because a row may leave out what is NULL.
 */
async function spellingOf(
  table: RawTable,
  options: {
    readonly file: FoundFile;
    readonly place: PathReading;
    readonly sample: TextSample;
    readonly signal: AbortSignal;
  },
): Promise<Readonly<Record<string, string>>> {
  const spelling: Record<string, string> = {};
  for (const object of options.sample.objects) {
    for (const name of Object.keys(table.columns)) {
      const key = spelling[name] === undefined ? keyOf(object, name) : undefined;
      if (key !== undefined) spelling[name] = key;
    }
  }
  const sought = missingColumns(table, { ...options.place.partition, ...spelling }).flatMap((name) =>
    [name, name.toUpperCase()].map((key) => ({ name, key, word: `"${key}"` })),
  );
  if (sought.length === 0) return spelling;
  const words = sought.map(({ word }) => word);
  const found = await findWords(options.file.path, words, options.signal);
  for (const { name, key, word } of sought) if (found.has(word)) spelling[name] ??= key;
  return spelling;
}

/** Required columns that are not among `present`. */
export function missingColumns(
  table: RawTable,
  present: Readonly<Record<string, unknown>>,
): readonly string[] {
  return table.requiredColumns.filter(
    (name) => present[name] === undefined && present[name.toLowerCase()] === undefined,
  );
}

/** A file that lacks required columns is no file of its table. */
export function lacking(table: RawTable, missing: readonly string[]): Inspection {
  const names = missing.map((name) => `\`${name}\``).join(", ");
  return {
    kind: "skipped",
    table,
    reason: `lacks required ${missing.length === 1 ? "column" : "columns"} ${names}`,
    rowCount: null,
    missingColumns: missing,
  };
}

/** Values that the path states of columns that the file does not have. */
export function partitionOf(
  table: RawTable,
  place: PathReading,
  present: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, string | null>> {
  if (present === null) return {};
  const names = Object.keys(table.columns).filter((name) => present[name] === undefined);
  return Object.fromEntries(
    names.flatMap((name): [string, string | null][] => {
      const value = place.partition[name.toLowerCase()];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function columnsOf(
  { table, form }: Found,
  options: {
    readonly sample: TextSample;
    readonly spelling: Readonly<Record<string, string>>;
    readonly partition: Readonly<Record<string, string | null>>;
  },
): { readonly seen: readonly string[]; readonly unknown: readonly string[] } {
  if (form !== null) return { seen: Object.keys(form.toColumns), unknown: [] };
  const declared = new Set(Object.keys(table.columns).map((name) => name.toLowerCase()));
  const keys = new Set(options.sample.objects.flatMap((object) => Object.keys(object)));
  return {
    seen: [...Object.keys(options.spelling), ...Object.keys(options.partition)],
    unknown: [...keys].filter((key) => !declared.has(key.toLowerCase())),
  };
}
