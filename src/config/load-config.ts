import type { z } from "zod";
import { isNonEmpty } from "../domain/brand.ts";
import { type GatehouseError, invariant } from "../domain/gatehouse-error.ts";
import { suggestionText } from "../domain/nearest-name.ts";
import { type ConfigOverride, overrideAt, withOverrides, withoutEmptyGroups } from "./apply-overrides.ts";
import { configKeysAt } from "./config-fields.ts";
import { type ConfigOrigin, configOrigins } from "./config-origins.ts";
import { configSchema, type KnownParts, type Settings } from "./config-schema.ts";
import { type ConfigViolation, configError } from "./config-violation.ts";
import { describeIssue } from "./describe-issue.ts";
import { type ConfigText, parseConfigText } from "./parse-config-text.ts";
import type { EnvironmentVariables } from "./replace-references.ts";
import { type ConfigConflict, verifyConfig } from "./verify-config.ts";

export interface LoadConfigInput extends KnownParts {
  /** Name of the file for messages; null when there is none. */
  readonly path: string | null;
  /** Its text; '' when there is none. */
  readonly text: string;
  readonly env: EnvironmentVariables;
  readonly overrides?: readonly ConfigOverride[];
}

/** A checked configuration that knows where each setting came from. */
export interface Config {
  readonly settings: Settings;
  readonly schema: z.ZodType<Settings>;
  /** Origin by dotted path of the field. */
  readonly origins: Readonly<Record<string, ConfigOrigin>>;
}

/**
 * Checks a configuration text against the schema of what this program knows, with the environment and the command
 * line applied. All problems come back at once, each with its place.
 *
 * Errors: CONFIG_INVALID, CONFIG_ENV_UNSET, CONFIG_CONFLICT, and CLI_USAGE where an option has a wrong value; see
 * `configViolations` for the single problems.
 */
export function loadConfig(input: LoadConfigInput): Config {
  const text = parseConfigText(input.path ?? "defaults", input.text, input.env);
  const schema = configSchema(input);
  const overrides = input.overrides ?? [];
  const checking: Checking = { text, schema, overrides };
  const violations = [...text.violations];
  if (text.value === undefined) throw refused(violations);

  const parsed = schema.safeParse(withOverrides(withoutEmptyGroups(text.value, schema, []), overrides));
  if (!parsed.success)
    violations.push(...parsed.error.issues.flatMap((issue) => violationsOf(checking, issue)));
  else
    violations.push(
      ...verifyConfig(parsed.data).map((conflict): ConfigViolation => {
        return {
          code: "CONFIG_CONFLICT",
          where: conflictPlace(checking, conflict),
          message: conflict.message,
        };
      }),
    );
  if (!parsed.success || violations.length > 0) throw refused(violations);
  return { settings: parsed.data, schema, origins: configOrigins(checking) };
}

interface Checking {
  readonly text: ConfigText;
  readonly schema: z.ZodType<Settings>;
  readonly overrides: readonly ConfigOverride[];
}

/** Violations in the order of the file. */
function refused(violations: readonly ConfigViolation[]): GatehouseError {
  const sorted = [...violations].sort((left, right) => byPlace.compare(left.where, right.where));
  invariant(isNonEmpty(sorted), "configuration refused without a violation");
  return configError(sorted);
}

const byPlace = new Intl.Collator("en", { numeric: true });

function violationsOf(checking: Checking, issue: z.core.$ZodIssue): readonly ConfigViolation[] {
  if (issue.code === "unrecognized_keys") {
    const known = configKeysAt(checking.schema, issue.path);
    return issue.keys.map((key) => ({
      code: "CONFIG_INVALID",
      where: checking.text.whereKey([...issue.path, key]),
      message: `${unknownName(issue.path, key)}${suggestionText(key, known)}`,
    }));
  }
  // A reference that could not be replaced left a value behind that says nothing more.
  if (checking.text.violations.some(({ where }) => where === checking.text.where(issue.path))) return [];
  const name = issue.path.length === 0 ? "the file" : `\`${issue.path.join(".")}\``;
  const { where, option } = placeOf(checking, issue.path);
  return [
    {
      code: option === null ? "CONFIG_INVALID" : "CLI_USAGE",
      where,
      message: option === null ? `${name}: ${describeIssue(issue)}` : describeIssue(issue),
    },
  ];
}

function unknownName(path: readonly PropertyKey[], key: string): string {
  const [group] = path;
  if (path.length === 1 && group === "signals") return `no signal is called \`${key}\``;
  if (path.length === 1 && group === "detectors") return `no detector is called \`${key}\``;
  return `no field is called \`${[...path, key].join(".")}\``;
}

function conflictPlace({ text, overrides }: Checking, { paths }: ConfigConflict): string {
  const [first] = paths;
  const isGiven = (path: readonly string[]) => overrideAt(overrides, path) !== undefined;
  const path = paths.find(isGiven) ?? paths.find((each) => text.has(each)) ?? first;
  return placeOf({ text, overrides }, path).where;
}

function placeOf(
  { text, overrides }: Pick<Checking, "text" | "overrides">,
  path: readonly PropertyKey[],
): { readonly where: string; readonly option: string | null } {
  const override = overrideAt(overrides, path);
  if (override !== undefined) return { where: `\`${override.option}\``, option: override.option };
  return { where: text.where(path), option: null };
}
