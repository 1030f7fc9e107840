/**
 * Changes that were answered and take effect later, as caches of the platform make them. The account is put back to how
 * it was, and the change comes in when its time has passed: so that REST, SQL and enforcement lag alike.
 */
export interface LaggingChanges {
  /** Takes a change back now (`undo`) and lets it come in after `delayMs` of the machine's time (`redo`). */
  hold(delayMs: number, change: { undo(): void; redo(): void }): void;
  /** Lets come in what is due. */
  settle(): void;
}

export function openLaggingChanges(wallClock: () => number): LaggingChanges {
  let held: { readonly atMs: number; redo(): void }[] = [];
  return {
    hold(delayMs, change) {
      change.undo();
      held.push({ atMs: wallClock() + delayMs, redo: change.redo });
    },
    settle() {
      if (held.length === 0) return;
      const nowMs = wallClock();
      const due = held.filter(({ atMs }) => atMs <= nowMs);
      held = held.filter(({ atMs }) => atMs > nowMs);
      for (const change of due) change.redo();
    },
  };
}
