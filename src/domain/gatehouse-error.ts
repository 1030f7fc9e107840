import { ERROR_CODES, type ErrorCode } from "./error-codes.ts";

export interface GatehouseErrorOptions {
  /** One line, lower case, no final period, user input in backticks; may name files, never row values or secrets. */
  readonly message: string;
  /** What may be shown to somebody who is not the operator; the code's meaning when absent. */
  readonly publicMessage?: string;
  readonly retryable?: boolean;
  readonly cause?: unknown;
  /** Further facts for the log, redacted by key pattern on output. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
}

/** The only error class thrown on purpose. `code` is a key of the table in error-codes.ts. */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, options: GatehouseErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "GatehouseError";
    this.code = code;
    this.publicMessage = options.publicMessage ?? ERROR_CODES[code].meaning;
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
  }
}

/** Fails with BUG when `condition` is false: a broken invariant of ours, never wrong input. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new GatehouseError("BUG", { message });
}
