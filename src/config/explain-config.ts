import type { Json } from "../domain/brand.ts";
import { configFields } from "./config-fields.ts";
import type { ConfigOrigin } from "./config-origins.ts";
import type { FieldMeta } from "./config-schema.ts";
import type { Config } from "./load-config.ts";

/** One setting for the reader: texts, ready to print. */
export interface ConfigRow {
  readonly key: string;
  readonly value: string;
  readonly default: string;
  readonly unit: string | null;
  readonly meaning: string;
  /** Why the default is what it is. */
  readonly reason: string;
  /** `default`, `file:line:column`, `$NAME (file:line:column)` or the option. */
  readonly from: string;
}

/** Every setting with its value, its default and where it came from, in the order of the schema. Secrets read `set` or `unset`. */
export function explainConfig(config: Config): readonly ConfigRow[] {
  const defaults = config.schema.parse({});
  return configFields(config.schema).map(({ path, meta }) => {
    const key = path.join(".");
    return {
      key,
      value: shownValue(valueAt(config.settings, path), meta),
      default: shownValue(valueAt(defaults, path), meta),
      unit: meta.unit,
      meaning: meta.description,
      reason: meta.defaultReason,
      from: originText(config.origins[key] ?? { kind: "default" }),
    };
  });
}

function valueAt(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === "object" && current !== null ? Reflect.get(current, key) : undefined,
    settings,
  );
}

/** Moments are stored as milliseconds and read as dates; see `momentField` of the schema. */
function shownValue(value: unknown, meta: FieldMeta): string {
  if (meta.isSecret) return value === null || value === undefined || value === "" ? "unset" : "set";
  if (value === null || value === undefined) return "unset";
  if (typeof value === "number" && meta.unit?.startsWith("ISO 8601")) return new Date(value).toISOString();
  return typeof value === "string" ? value : JSON.stringify(value as Json);
}

function originText(origin: ConfigOrigin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "file":
      return origin.where;
    case "environment":
      return `$${origin.variable} (${origin.where})`;
    case "option":
      return origin.option;
  }
}
