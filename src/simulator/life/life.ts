import type { EpochMs } from "../../domain/units.ts";
import type { Act } from "../acts/act.ts";

/** What people, jobs and the platform do on ordinary days. */
export interface Life {
  /**
   * Acts of `[from, until)` in order of time; both are starts of hours. Follows from the seed, the world and the account
   * as it stands when asked (a paused job does not run, a leaver does not work, disturbances hold).
   */
  actsBetween(from: EpochMs, until: EpochMs): readonly Act[];
}
