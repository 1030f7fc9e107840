import type { ConfigViolation } from "./config-violation.ts";

const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;

/** Variables of the environment, by name. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** A value with its references replaced. */
export interface Replaced {
  readonly value: string | number | boolean;
  readonly variables: readonly string[];
  readonly problems: readonly Omit<ConfigViolation, "where">[];
}

/**
 * Replaces `${NAME}` by the variable's value; `$${` stands for a plain `${`. Where `isPlain` (not quoted in the file)
 * and the text is one reference and nothing else, a number or `true` or `false` becomes that, else it stays text.
 */
export function replaceReferences(text: string, env: EnvironmentVariables, isPlain: boolean): Replaced {
  const variables: string[] = [];
  const problems: Omit<ConfigViolation, "where">[] = [];
  const value = text.replace(REFERENCE, (whole: string, name: string | undefined) => {
    if (name === undefined) return "${";
    if (!VARIABLE_NAME.test(name) || !whole.endsWith("}")) {
      problems.push({
        code: "CONFIG_INVALID",
        message: `a reference to the environment is written \`\${NAME}\`; write \`$\${\` for a plain \`\${\``,
      });
      return whole;
    }
    variables.push(name);
    const found = env[name];
    if (found === undefined)
      problems.push({ code: "CONFIG_ENV_UNSET", message: `environment variable \`${name}\` is not set` });
    return found ?? "";
  });
  const isOneReference = variables.length === 1 && text === `\${${variables[0]}}`;
  return { value: isPlain && isOneReference ? scalarOf(value) : value, variables, problems };
}

function scalarOf(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return NUMBER.test(text) ? Number(text) : text;
}
