/**
 * Runs what it is given one after the other, each when those before have ended. For work on tables of one connection,
 * where two flushes at once would write the same rows twice.
 */
export function openTurns(): <Result>(run: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const mine = last.then(run);
    // A failure is told to whoever asked for it, and does not stop those behind.
    last = mine.catch(() => undefined);
    return mine;
  };
}
