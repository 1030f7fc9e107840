import type { EpochMs } from "../../domain/units.ts";
import type { Act } from "../acts/act.ts";

export type StoryClass = "attack" | "benign" | "fault";

/** One line of `truth.ndjson`: what was really going on, for whoever judges a guard. */
export interface TruthRecord {
  readonly story: string;
  readonly title: string;
  readonly class: StoryClass;
  /** What a good guard should say: one of the attribution classes. */
  readonly attribution: string;
  /** Whether a good guard speaks up at all. */
  readonly isIncidentExpected: boolean;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  readonly warehouses: readonly string[];
  readonly steps: readonly { readonly at: EpochMs; readonly text: string }[];
}

/** A story placed in time: its acts in order, and the truth about it. */
export interface PlacedStory {
  readonly id: string;
  readonly acts: readonly Act[];
  readonly truth: TruthRecord;
}
