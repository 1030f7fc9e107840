import { describe, expect, test } from "vitest";
import type { DetectorTable } from "../../src/detectors/define-detector.ts";
import { gammaPoissonHourOfWeek } from "../../src/detectors/gamma-poisson-hour-of-week.ts";
import { BROKEN_DETECTORS } from "./detector-broken.ts";
import { DETECTOR_CASES } from "./detector-cases.ts";
import { loadDetectors } from "./detector-files.ts";
import { DETECTOR_KIT } from "./detector-kit.ts";
import { normalBlock } from "./detector-run.ts";

const detectors = await loadDetectors();

test("every detector of the folder has a case, and every case a detector", () => {
  expect(DETECTOR_CASES.map(({ detector }) => detector).sort()).toEqual(detectors.map(({ id }) => id).sort());
});

for (const definition of detectors) {
  const detectorCase = DETECTOR_CASES.find(({ detector }) => detector === definition.id);
  if (detectorCase === undefined) continue;
  describe(definition.id, () => {
    for (const { name, check } of DETECTOR_KIT) test(name, () => check({ definition, detectorCase }));
  });
}

describe("the kit catches", () => {
  const [detectorCase] = DETECTOR_CASES.filter(({ detector }) => detector === gammaPoissonHourOfWeek.id);
  for (const { flaw, caughtBy, definition } of BROKEN_DETECTORS) {
    test(flaw, () => {
      const found = DETECTOR_KIT.filter(({ name }) => name === caughtBy);
      expect(found).toHaveLength(1);
      expect(detectorCase).toBeDefined();
      if (detectorCase === undefined) return;
      expect(() => found[0]?.check({ definition, detectorCase })).toThrow();
    });
  }
});

test("only a trusted block can be learned from", () => {
  const learn = (table: DetectorTable): void => {
    const [detectorCase] = DETECTOR_CASES;
    if (detectorCase === undefined) return;
    // @ts-expect-error a block that nobody has released is not trusted
    table.learn(normalBlock(detectorCase, 0, 1));
  };
  expect(learn).toBeTypeOf("function");
});
