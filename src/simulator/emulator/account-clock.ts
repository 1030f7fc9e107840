import { type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Simulation } from "../simulation.ts";

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
  let last: Promise<unknown> = Promise.resolve();

  function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  function anchorNow(): void {
    anchor = { wallMs: wallClock(), accountMs: Number(simulation.now()) };
  }

  /** In steps of an hour at most, each a turn of its own, so that requests get between the steps of a long advance. */
  async function advanceTo(target: number): Promise<void> {
    while (Number(simulation.now()) < target) {
      await exclusively(async () => {
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
    async catchUp() {
      if (speed === null) return;
      const elapsedMs = Math.max(0, wallClock() - anchor.wallMs);
      await advanceTo(Math.floor(anchor.accountMs + elapsedMs * speed));
    },
  };
}
