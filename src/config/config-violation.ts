import type { ErrorCode } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";

/** One thing that is wrong with the configuration. */
export interface ConfigViolation {
  readonly code: Extract<ErrorCode, `CONFIG_${string}` | "CLI_USAGE">;
  /** `file:line:column`, `file`, or the option (`--budget`) that gave the value. */
  readonly where: string;
  /** Follows the text rules of errors; never holds a value, which may be a secret. */
  readonly message: string;
}

/**
 * One error for all violations, which travel as its cause. Its code is theirs where they agree, else CONFIG_INVALID;
 * its one-line message is the first of them and how many follow.
 */
export function configError(violations: readonly [ConfigViolation, ...ConfigViolation[]]): GatehouseError {
  const [first, ...others] = violations;
  const isUniform = others.every((violation) => violation.code === first.code);
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new GatehouseError(isUniform ? first.code : "CONFIG_INVALID", {
    message: `${violationText(first)}${more}`,
    cause: { violations },
  });
}

/** Every violation behind an error of {@link configError}; empty for any other error. */
export function configViolations(error: GatehouseError): readonly ConfigViolation[] {
  const { cause } = error;
  if (typeof cause !== "object" || cause === null || !("violations" in cause)) return [];
  return cause.violations as readonly ConfigViolation[];
}

/** `where: message`, the form in which compilers name a place. */
export function violationText(violation: ConfigViolation): string {
  return `${violation.where}: ${violation.message}`;
}
