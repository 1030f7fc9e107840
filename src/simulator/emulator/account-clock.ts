import { type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Simulation } from "../simulation.ts";
import { openTurns } from "../turns.ts";

/** How the account's time goes with the machine's. It never goes back. */
export interface AccountClock {
  state(): ClockState;
  /** Stops the account's time; it is stepped by `advance` alone. */
  freeze(): void;
  /** Lets the account's time run `speed` times as fast as the machine's (1: like it). */
  run(speed: number): void;
  /** Lets `ms` of the account's time pass now; life and stories go on meanwhile. */
  advance(ms: number): Promise<void>;
  /** Brings the account to the moment that its speed asks for by now. Nothing when frozen. */
  catchUp(): Promise<void>;
  /** Ends for good: what goes on ends at its next step. Resolves when nothing goes on any more. */
  stop(): Promise<void>;
  /** Runs `work` while no time passes; one at a time, in the order of calls. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface ClockState {
  readonly now: EpochMs;
  readonly isFrozen: boolean;
  readonly speed: number;
}

export function openAccountClock(simulation: Simulation, wallClock: () => number): AccountClock {
  let speed: number | null = null;
  let anchor = { wallMs: wallClock(), accountMs: Number(simulation.now()) };
  let isStopped = false;
  const exclusively = openTurns();

  function anchorNow(): void {
    anchor = { wallMs: wallClock(), accountMs: Number(simulation.now()) };
  }

  /** In steps of an hour at most, each a turn of its own, so that requests get between the steps of a long advance. */
  async function advanceTo(target: number): Promise<void> {
    while (!isStopped && Number(simulation.now()) < target) {
      await exclusively(async () => {
        if (isStopped) return;
        const step = Math.min(target, Number(simulation.now()) + HOUR_MS);
        await simulation.advanceTo(epochMs(step));
      });
    }
  }

  return {
    exclusively,
    state: () => ({ now: simulation.now(), isFrozen: speed === null, speed: speed ?? 0 }),
    freeze() {
      speed = null;
    },
    run(asked) {
      speed = asked;
      anchorNow();
    },
    async advance(ms) {
      await advanceTo(Number(simulation.now()) + ms);
      anchorNow();
    },
    async stop() {
      isStopped = true;
      await exclusively(async () => undefined);
    },
    async catchUp() {
      if (speed === null) return;
      const elapsedMs = Math.max(0, wallClock() - anchor.wallMs);
      await advanceTo(Math.floor(anchor.accountMs + elapsedMs * speed));
    },
  };
}
