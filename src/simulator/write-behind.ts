/** Writes what acts have left while the account lives on; one writing at a time. */
export interface WriteBehind {
  /** A day has passed: begins to write when there is enough, and nothing is being written. */
  offer(): void;
  /** Writes what is left. @throws what any writing since the last call failed with. */
  finish(): Promise<void>;
  /** Waits for what is being written; a failure is told by the next `finish`. For who stops early, before closing. */
  rest(): Promise<void>;
}

/**
 * A writer that begins as soon as `isDue` and does not let anybody wait until it is finished. `write` takes what is there
 * when it is called.
 */
export function openWriteBehind(parts: { isDue(): boolean; write(): Promise<void> }): WriteBehind {
  let writing: Promise<void> | null = null;
  const failures: unknown[] = [];
  const begin = (): void => {
    writing = parts.write().then(
      () => {
        writing = null;
      },
      (failure: unknown) => {
        writing = null;
        failures.push(failure);
      },
    );
  };
  return {
    offer() {
      if (writing === null && parts.isDue()) begin();
    },
    async rest() {
      await writing;
    },
    async finish() {
      await writing;
      begin();
      await writing;
      const [failure] = failures.splice(0);
      if (failure !== undefined) throw failure;
    },
  };
}
