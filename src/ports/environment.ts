import type { EpochMs } from "../domain/units.ts";

/** What services may not ask the machine for; tests supply their own. */
export interface Environment {
  /** Wall time. The account's own time comes from its telemetry or engine. */
  now(): EpochMs;
}
