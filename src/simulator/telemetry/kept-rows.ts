import {
  type CompactKind,
  type CompactTable,
  documentedColumns,
  KEPT_COLUMNS,
  keptTable,
} from "./define-compact-table.ts";
import { OWN_VALUE_SEPARATOR } from "./dictionaries.ts";

const KEPT_TYPES: Readonly<Record<CompactKind, string>> = {
  code: "INTEGER",
  map: "INTEGER",
  whole: "BIGINT",
  real: "DOUBLE",
  moment: "TIMESTAMP",
  text: "VARCHAR",
  entries: "STRUCT(key VARCHAR, value VARCHAR)[]",
};

const STAGED_TYPES: Readonly<Record<CompactKind, string>> = {
  code: "INTEGER",
  map: "INTEGER",
  whole: "DOUBLE",
  real: "DOUBLE",
  moment: "DOUBLE",
  text: "VARCHAR",
  entries: "VARCHAR",
};

/** Name of the table that the log's columns are appended to before they are kept. */
export function stagedTable(table: CompactTable): string {
  return `staged_${table.source.id.replaceAll("-", "_")}`;
}

/** Flat columns as the log gives them, in order. */
function stagedColumns(table: CompactTable): Readonly<Record<string, CompactKind>> {
  return { ...KEPT_COLUMNS, ...table.columns };
}

/** Statements that make room for the rows of a table. */
export function createKeptTable(table: CompactTable): readonly string[] {
  return [
    `CREATE TABLE telemetry.${stagedTable(table)} (${columnList(table, STAGED_TYPES)})`,
    createKeptRows(table),
  ];
}

/** Statements that put the kept rows aside under a name, and make room for new ones. */
export function detachKeptRows(table: CompactTable, name: string): readonly string[] {
  return [`ALTER TABLE ${keptTable(table)} RENAME TO ${name}`, createKeptRows(table)];
}

function createKeptRows(table: CompactTable): string {
  return `CREATE TABLE ${keptTable(table)} (${columnList(table, KEPT_TYPES)}, id UUID)`;
}

function columnList(table: CompactTable, types: Readonly<Record<CompactKind, string>>): string {
  return Object.entries(stagedColumns(table))
    .map(([name, kind]) => `"${name}" ${types[kind]}`)
    .join(", ");
}

/** Statements that move what was appended into the kept rows. Ids follow from the seed, the table and the row's number. */
export function keepStagedRows(table: CompactTable, seed: number): readonly string[] {
  const columns = Object.entries(stagedColumns(table)).map(([name, kind]) => keptValue(name, kind));
  const id = `CAST(md5(concat('${seed}:${table.source.id}:', CAST(r.seq AS BIGINT))) AS UUID)`;
  return [
    `INSERT INTO ${keptTable(table)} SELECT ${[...columns, id].join(", ")} FROM telemetry.${stagedTable(table)} AS r ${entryJoins(table)}`,
    `TRUNCATE telemetry.${stagedTable(table)}`,
  ];
}

function keptValue(name: string, kind: CompactKind): string {
  const value = `r."${name}"`;
  const number = `CASE WHEN NOT isnan(${value}) THEN CAST(${value} AS BIGINT) END`;
  switch (kind) {
    case "code":
    case "map":
      return value;
    case "whole":
      return number;
    case "moment":
      return `make_timestamp_ms(${number})`;
    case "real":
      return `CASE WHEN NOT isnan(${value}) THEN ${value} END`;
    case "text":
      return `nullif(${value}, '')`;
    case "entries":
      return `CASE WHEN ${value} <> '' THEN list_zip(string_split("${name}_names".text, '${OWN_VALUE_SEPARATOR}'), string_split(${value}, '${OWN_VALUE_SEPARATOR}')) END`;
  }
}

function entryJoins(table: CompactTable): string {
  return Object.entries(table.columns)
    .filter(([, kind]) => kind === "entries")
    .map(([name]) => `LEFT JOIN telemetry.texts AS "${name}_names" ON "${name}_names".id = r."${name}_keys"`)
    .join(" ");
}

/** Query that gives the documented columns of the rows that are visible at `at`, from where and in which order detached rows say. */
export function keptRelation(
  table: CompactTable,
  at: number,
  detached: { readonly rows: string; readonly order: string } | null,
): string {
  const joins = Object.entries(table.columns).flatMap(([name, kind]) => {
    if (kind === "code") return [`LEFT JOIN telemetry.texts AS "${name}" ON "${name}".id = r."${name}"`];
    return kind === "map" ? [`LEFT JOIN telemetry.maps AS "${name}" ON "${name}".id = r."${name}"`] : [];
  });
  const moment = new Date(at).toISOString().slice(0, -1).replace("T", " ");
  return `SELECT ${documentedColumns(table)} FROM ${detached?.rows ?? keptTable(table)} AS r ${joins.join(" ")} CROSS JOIN telemetry.account AS account WHERE r.visible_at <= TIMESTAMP '${moment}'${detached === null ? "" : ` ORDER BY ${detached.order}`}`;
}
