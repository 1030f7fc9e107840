import type { RenderScope } from "../databricks-sql.ts";
import { quoteName } from "./written.ts";

/** A relation that names may point to. */
interface VisibleRelation {
  /** Name it has in the written text. */
  readonly written: string;
  /** In lower case: `[catalog, schema, table]`, or `[alias]`. */
  readonly qualifiers: readonly string[];
}

/** Relations and common tables that a place of the text sees; inner ones hide outer ones. */
export interface NameFrame {
  readonly outer: NameFrame | null;
  readonly relations: VisibleRelation[];
  /** Written names of common tables by name in lower case. */
  readonly commonTables: Map<string, string>;
}

export function openFrame(outer: NameFrame | null): NameFrame {
  return { outer, relations: [], commonTables: new Map() };
}

/** Adds a relation under a name that no other of the frame has; the written name. */
export function addRelation(frame: NameFrame, name: string, qualifiers: readonly string[]): string {
  const taken = new Set(frame.relations.map((relation) => relation.written.toLowerCase()));
  let written = name;
  for (let count = 2; taken.has(written.toLowerCase()); count += 1) written = `${name} ${count}`;
  frame.relations.push({ written, qualifiers: qualifiers.map((part) => part.toLowerCase()) });
  return written;
}

export function commonTableName(frame: NameFrame | null, name: string): string | null {
  for (let at = frame; at !== null; at = at.outer) {
    const written = at.commonTables.get(name.toLowerCase());
    if (written !== undefined) return written;
  }
  return null;
}

export function fullQualifiers(parts: readonly string[], session: RenderScope["session"]): readonly string[] {
  return [...[session.catalog, session.schema].slice(0, Math.max(0, 3 - parts.length)), ...parts];
}

/** DuckDB text of a column: the part that names a relation is replaced by the relation's written name. */
export function columnText(frame: NameFrame | null, parts: readonly string[]): string {
  const found = findQualifier(frame, parts, parts.length - 1);
  if (found === null) return parts.map(quoteName).join(".");
  return [found.written, ...parts.slice(found.length)].map(quoteName).join(".");
}

/** Written name of the relation that `parts` are, whole; null when they are none. */
export function relationText(frame: NameFrame | null, parts: readonly string[]): string | null {
  const found = findQualifier(frame, parts, parts.length);
  return found !== null && found.length === parts.length ? quoteName(found.written) : null;
}

function findQualifier(
  frame: NameFrame | null,
  parts: readonly string[],
  longest: number,
): { readonly written: string; readonly length: number } | null {
  for (let at = frame; at !== null; at = at.outer)
    for (let length = Math.min(3, longest); length >= 1; length -= 1) {
      const wanted = parts.slice(0, length).map((part) => part.toLowerCase());
      const match = at.relations.find(({ qualifiers }) => endsWith(qualifiers, wanted));
      if (match !== undefined) return { written: match.written, length };
    }
  return null;
}

function endsWith(qualifiers: readonly string[], wanted: readonly string[]): boolean {
  const from = qualifiers.length - wanted.length;
  return from >= 0 && wanted.every((part, index) => part === qualifiers[from + index]);
}
