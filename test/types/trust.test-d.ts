import type {
  DetectorDefinition,
  DetectorTable,
  ObservationBlock,
  TrustedObservationBlock,
} from "../../src/detectors/define-detector.ts";
import type { Observation, TrustedObservation } from "../../src/domain/observation.ts";

declare const table: DetectorTable;
declare const block: ObservationBlock;
declare const trustedBlock: TrustedObservationBlock;
declare const observation: Observation;
declare const definition: DetectorDefinition;

// What was released may teach, and is scored like the rest.
table.learn(trustedBlock);
table.score(trustedBlock, new Float64Array(1));
table.score(block, new Float64Array(1));

// @ts-expect-error learning from observations that nobody released
table.learn(block);

// @ts-expect-error an observation is not trusted because somebody says so
export const trusted: TrustedObservation = observation;

// @ts-expect-error whether a window is closed is not for a detector to decide
block.isClosed = true;

// @ts-expect-error definitions are frozen
definition.version = 2;
