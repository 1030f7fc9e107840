import { z } from "zod";
import { type FieldMeta, fieldRegistry } from "./config-schema.ts";

/** One leaf of the schema. */
export interface ConfigField {
  readonly path: readonly string[];
  readonly meta: FieldMeta;
}

/** All fields of a schema that have metadata, in the order of the schema. */
export function configFields(schema: z.ZodType): readonly ConfigField[] {
  return fieldsUnder(schema, []);
}

function fieldsUnder(schema: z.ZodType, path: readonly string[]): readonly ConfigField[] {
  const meta = fieldRegistry.get(schema);
  if (meta !== undefined) return [{ path, meta }];
  return Object.entries(shapeOf(schema)).flatMap(([key, child]) => fieldsUnder(child, [...path, key]));
}

/** Names that may stand directly under `path`; empty where the schema has no group there. */
export function configKeysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.ZodType | undefined = schema;
  for (const key of path) current = current === undefined ? undefined : shapeOf(current)[String(key)];
  return current === undefined ? [] : Object.keys(shapeOf(current));
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPrefault) return shapeOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}
