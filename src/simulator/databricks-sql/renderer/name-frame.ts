import type { RenderScope } from "../databricks-sql.ts";
import { agreedType, fieldType, type NamedType, UNKNOWN, type ValueType } from "./value-type.ts";
import { quoteName } from "./written.ts";

/** Columns of a relation; null when it may have others than are known. */
export type Columns = readonly NamedType[] | null;

/** A relation that names may point to. */
export interface VisibleRelation {
  /** Name it has in the written text. */
  readonly written: string;
  /** In lower case: `[catalog, schema, table]`, or `[alias]`. */
  readonly qualifiers: readonly string[];
  readonly columns: Columns;
  /** Names in lower case of columns that a star leaves out: those that a join merged, or all (null). */
  readonly starOmits: Set<string> | null;
}

export interface CommonTableEntry {
  /** Name it has in the written text. */
  readonly written: string;
  readonly columns: Columns;
}

/** Relations and common tables that a place of the text sees; inner ones hide outer ones. */
export interface NameFrame {
  readonly outer: NameFrame | null;
  readonly relations: VisibleRelation[];
  /** Common tables by name in lower case. */
  readonly commonTables: Map<string, CommonTableEntry>;
  /** Types of named items of the SELECT list, by name in lower case. */
  readonly aliases: Map<string, ValueType>;
  /** Where an alias may hide a column of the same name: behind the SELECT list's own clauses. */
  readonly prefersAliases: boolean;
  /** Parameters of a lambda function, by name in lower case. */
  readonly parameters: ReadonlyMap<string, ValueType>;
}

export function openFrame(outer: NameFrame | null): NameFrame {
  return {
    outer,
    relations: [],
    commonTables: new Map(),
    aliases: new Map(),
    prefersAliases: false,
    parameters: new Map(),
  };
}

/** The same names in a clause where aliases of the SELECT list may hide columns. */
export function lateFrame(frame: NameFrame): NameFrame {
  return { ...frame, prefersAliases: true };
}

export function lambdaFrame(
  outer: NameFrame | null,
  parameters: readonly (readonly [string, ValueType])[],
): NameFrame {
  return {
    ...openFrame(outer),
    parameters: new Map(parameters.map(([name, type]) => [name.toLowerCase(), type])),
  };
}

export function addAlias(frame: NameFrame, name: string, type: ValueType): void {
  const key = name.toLowerCase();
  const known = frame.aliases.get(key);
  frame.aliases.set(key, known === undefined ? type : agreedType([known, type]));
}

interface NewRelation {
  readonly name: string;
  readonly qualifiers: readonly string[];
  readonly columns: Columns;
}

/** Adds a relation under a name that no other of the frame has; the written name. */
export function addRelation(frame: NameFrame, { name, qualifiers, columns }: NewRelation): string {
  const taken = new Set(frame.relations.map((relation) => relation.written.toLowerCase()));
  let written = name;
  for (let count = 2; taken.has(written.toLowerCase()); count += 1) written = `${name} ${count}`;
  frame.relations.push({
    written,
    qualifiers: qualifiers.map((part) => part.toLowerCase()),
    columns,
    starOmits: new Set(),
  });
  return written;
}

export function findCommonTable(frame: NameFrame | null, name: string): CommonTableEntry | null {
  for (let at = frame; at !== null; at = at.outer) {
    const found = at.commonTables.get(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return null;
}

export function fullQualifiers(parts: readonly string[], session: RenderScope["session"]): readonly string[] {
  return [...[session.catalog, session.schema].slice(0, Math.max(0, 3 - parts.length)), ...parts];
}

interface FoundRelation {
  readonly relation: VisibleRelation;
  readonly length: number;
}

/** DuckDB text of a column: the part that names a relation is replaced by the relation's written name. */
export function columnText(frame: NameFrame | null, parts: readonly string[]): string {
  const found = findQualifier(frame, parts, parts.length - 1);
  if (found === null) return parts.map(quoteName).join(".");
  return [found.relation.written, ...parts.slice(found.length)].map(quoteName).join(".");
}

/** Type of what {@link columnText} writes; unknown wherever DuckDB may read the name in another way. */
export function columnType(frame: NameFrame | null, parts: readonly string[]): ValueType {
  const found = findQualifier(frame, parts, parts.length - 1);
  const plain = plainType(frame, parts[0] ?? "");
  if (found === null) return ofFields(plain ?? UNKNOWN, parts.slice(1));
  // `a.b` may be column b of relation a, or field b of a column a.
  if (plain !== null) return UNKNOWN;
  const [name = "", ...fields] = parts.slice(found.length);
  return ofFields(namedType(found.relation.columns, name) ?? UNKNOWN, fields);
}

function ofFields(type: ValueType, names: readonly string[]): ValueType {
  return names.reduce(fieldType, type);
}

function namedType(columns: Columns, name: string): ValueType | null {
  const found = columns?.filter((column) => column.name.toLowerCase() === name.toLowerCase()) ?? [];
  return found.length === 0 ? null : agreedType(found.map(({ type }) => type));
}

/** Type of a name without qualifier; null for none that is surely known to be nothing. */
function plainType(frame: NameFrame | null, name: string): ValueType | null {
  for (let at = frame; at !== null; at = at.outer) {
    const parameter = at.parameters.get(name.toLowerCase());
    if (parameter !== undefined) return parameter;
    if (at.relations.some(({ columns }) => columns === null)) return UNKNOWN;
    const columns = at.relations.flatMap((relation) => namedType(relation.columns, name) ?? []);
    const alias = at.aliases.get(name.toLowerCase());
    if (alias !== undefined && (columns.length === 0 || at.prefersAliases))
      return agreedType([alias, ...columns]);
    if (columns.length > 0) return agreedType(columns);
  }
  return null;
}

/** Written name of the relation that `parts` are, whole; null when they are none. */
export function relationText(frame: NameFrame | null, parts: readonly string[]): string | null {
  const found = findQualifier(frame, parts, parts.length);
  return found !== null && found.length === parts.length ? quoteName(found.relation.written) : null;
}

/** Columns that `*` or `qualifier.*` stands for. */
export function starColumns(frame: NameFrame, qualifier: readonly string[]): Columns {
  if (qualifier.length > 0) {
    const found = findQualifier(frame, qualifier, qualifier.length);
    return found !== null && found.length === qualifier.length ? found.relation.columns : null;
  }
  const shown = frame.relations.map(({ columns, starOmits }) =>
    starOmits === null ? [] : (columns?.filter(({ name }) => !starOmits.has(name.toLowerCase())) ?? null),
  );
  return shown.some((columns) => columns === null) ? null : shown.flatMap((columns) => columns ?? []);
}

function findQualifier(
  frame: NameFrame | null,
  parts: readonly string[],
  longest: number,
): FoundRelation | null {
  for (let at = frame; at !== null; at = at.outer) {
    if (at.parameters.has((parts[0] ?? "").toLowerCase())) return null;
    for (let length = Math.min(3, longest); length >= 1; length -= 1) {
      const wanted = parts.slice(0, length).map((part) => part.toLowerCase());
      const match = at.relations.find(({ qualifiers }) => endsWith(qualifiers, wanted));
      if (match !== undefined) return { relation: match, length };
    }
  }
  return null;
}

function endsWith(qualifiers: readonly string[], wanted: readonly string[]): boolean {
  const from = qualifiers.length - wanted.length;
  return from >= 0 && wanted.every((part, index) => part === qualifiers[from + index]);
}
