import type { Output } from "./output.ts";
import type { Wiring } from "./wiring.ts";

/** What a command works with. */
export interface Session {
  readonly wiring: Wiring;
  readonly output: Output;
  /** Aborted when the person interrupts, and when the reader of the output leaves. */
  readonly signal: AbortSignal;
}

/** Exit codes of commands that ran to their end; the others come from the table of error codes. */
export type DoneCode = 0 | 1;

/**
 * Runs a command's work in a session, with its printing options. Passed to each command file by program.ts.
 */
export type RunCommand = (
  options: OutputFlags,
  work: (session: Session) => Promise<DoneCode>,
) => Promise<void>;

/** Options that every command has. */
export interface OutputFlags {
  readonly json?: boolean;
  /** False where --no-color was given. */
  readonly color?: boolean;
}
