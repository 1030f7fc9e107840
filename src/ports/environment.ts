import type { EpochMs } from "../domain/units.ts";

/** All nondeterminism of the program; tests and the simulator supply seeded ones. */
export interface Environment {
  /** Wall time. The account's own time comes from its telemetry or engine. */
  now(): EpochMs;
  /** Uniform in [0, 1). */
  random(): number;
  /** A new identifier, `prefix` first. */
  newId(prefix: string): string;
}
