import type { z } from "zod";
import { type ConfigOverride, overrideAt } from "./apply-overrides.ts";
import { configFields } from "./config-fields.ts";
import type { ConfigText } from "./parse-config-text.ts";

/** Where a setting came from. */
export type ConfigOrigin =
  | { readonly kind: "default" }
  | { readonly kind: "file"; readonly where: string }
  | { readonly kind: "environment"; readonly variable: string; readonly where: string }
  | { readonly kind: "option"; readonly option: string };

export interface ConfigSources {
  readonly text: ConfigText;
  readonly schema: z.ZodType;
  readonly overrides: readonly ConfigOverride[];
}

/** Origin of every field of the schema, by dotted path. The command line wins over the file. */
export function configOrigins(sources: ConfigSources): Readonly<Record<string, ConfigOrigin>> {
  return Object.fromEntries(
    configFields(sources.schema).map(({ path }) => [path.join("."), originOf(sources, path)]),
  );
}

function originOf({ text, overrides }: ConfigSources, path: readonly string[]): ConfigOrigin {
  const override = overrideAt(overrides, path);
  if (override !== undefined) return { kind: "option", option: override.option };
  if (!text.has(path)) return { kind: "default" };
  const variable = text.variableAt(path);
  const where = text.where(path);
  return variable === null ? { kind: "file", where } : { kind: "environment", variable, where };
}
