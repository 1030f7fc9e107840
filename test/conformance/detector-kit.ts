import { CONTRACT_CHECKS } from "./detector-kit-contract.ts";
import { JUDGMENT_CHECKS } from "./detector-kit-judgment.ts";
import { STATE_CHECKS } from "./detector-kit-state.ts";
import type { DetectorRun } from "./detector-run.ts";

/** One guarantee of every detector. */
export interface DetectorCheck {
  /** What holds, as a sentence. */
  readonly name: string;
  /** Throws when it does not hold. */
  check(run: DetectorRun): void;
}

/**
 * What every detector must pass, under the case that its documentation stands for. A new detector needs a case in
 * detector-cases.ts and nothing else; detector.test.ts finds it in the folder.
 */
export const DETECTOR_KIT: readonly DetectorCheck[] = [
  ...CONTRACT_CHECKS,
  ...STATE_CHECKS,
  ...JUDGMENT_CHECKS,
];
