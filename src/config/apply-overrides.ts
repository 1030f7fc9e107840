import type { z } from "zod";
import type { Json } from "../domain/brand.ts";
import { configKeysAt } from "./config-fields.ts";

/** A setting given on the command line; it wins over the file and obeys the same schema. */
export interface ConfigOverride {
  /** Path of the field, `["budget", "findings_per_day"]`. */
  readonly path: readonly [string, ...string[]];
  readonly value: Json;
  /** As the person typed it, `--budget`. */
  readonly option: string;
}

/** `value` with the overrides in place, before it is checked. What is not a group stays, for the schema to refuse. */
export function withOverrides(value: unknown, overrides: readonly ConfigOverride[]): unknown {
  return overrides.reduce((current, { path, value: item }) => withValueAt(current, path, item), value);
}

/** The override of exactly this field. */
export function overrideAt(
  overrides: readonly ConfigOverride[],
  path: readonly PropertyKey[],
): ConfigOverride | undefined {
  return overrides.find((override) => override.path.join(".") === path.join("."));
}

/** Without groups whose fields are all commented out: they read as null in YAML and mean the same as left out. */
export function withoutEmptyGroups(value: unknown, schema: z.ZodType, path: readonly string[]): unknown {
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) => item !== null || configKeysAt(schema, [...path, key]).length === 0,
  );
  return Object.fromEntries(
    kept.map(([key, item]) => [key, withoutEmptyGroups(item, schema, [...path, key])]),
  );
}

function withValueAt(current: unknown, path: readonly string[], item: Json): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return item;
  if (current !== undefined && !isRecord(current)) return current;
  return { ...current, [key]: withValueAt(current?.[key], rest, item) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
