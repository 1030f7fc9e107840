import { GatehouseError } from "../domain/gatehouse-error.ts";

/** What the program needs of standard output and standard error. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
  once(event: "drain" | "close", listener: () => void): unknown;
}

/** A stream that waits for a slow reader and takes a reader that left as the end, not as a failure. */
export interface SteadyStream {
  /** Resolves when more may be written. @throws CLI_OUTPUT_FAILED. */
  write(text: string): Promise<void>;
  /** Whether the reader left (`gatehouse … | head`): nothing more needs to be written. */
  isClosed(): boolean;
}

/** Errors: CLI_OUTPUT_FAILED from the write after the one that failed. `onClosed` is called when the reader leaves. */
export function steadyStream(stream: OutputStream, onClosed: () => void): SteadyStream {
  let isClosed = false;
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  stream.on("error", (error) => {
    const hasReaderLeft = "code" in error && error.code === "EPIPE";
    if (hasReaderLeft) {
      isClosed = true;
      onClosed();
    } else {
      failure = error;
    }
    wake?.();
  });
  return {
    isClosed: () => isClosed,
    async write(text) {
      if (isClosed) return;
      if (failure !== null) throw outputFailed(failure);
      if (stream.write(text)) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        stream.once("drain", resolve);
        if (isClosed || failure !== null) resolve();
      });
      wake = null;
      if (failure !== null) throw outputFailed(failure);
    },
  };
}

function outputFailed(cause: Error): GatehouseError {
  const code = "code" in cause ? ` (${String(cause.code)})` : "";
  return new GatehouseError("CLI_OUTPUT_FAILED", { message: `the output cannot be written${code}`, cause });
}
