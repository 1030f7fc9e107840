import { describe, expect, test } from "vitest";
import { gammaPoissonHourOfWeek } from "../../src/detectors/gamma-poisson-hour-of-week.ts";
import { BROKEN_DETECTORS } from "./detector-broken.ts";
import { DETECTOR_CASES } from "./detector-cases.ts";
import { loadDetectors } from "./detector-files.ts";
import { DETECTOR_KIT } from "./detector-kit.ts";

const detectors = await loadDetectors();

test("every detector of the folder has a case for each of its measures, and every case a detector", () => {
  const declared = detectors.flatMap(({ id, measures }) => measures.map((measure) => `${id} ${measure}`));
  const tested = DETECTOR_CASES.map(({ detector, traits }) => `${detector} ${traits.measure}`);
  expect(tested.sort()).toEqual(declared.sort());
});

for (const detectorCase of DETECTOR_CASES) {
  const definition = detectors.find(({ id }) => id === detectorCase.detector);
  if (definition === undefined) continue;
  describe(`${definition.id} of a ${detectorCase.traits.measure}`, () => {
    for (const { name, check } of DETECTOR_KIT) test(name, () => check({ definition, detectorCase }));
  });
}

test("every guarantee has a detector that breaks it", () => {
  const broken = new Set(BROKEN_DETECTORS.map(({ caughtBy }) => caughtBy));
  expect(DETECTOR_KIT.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

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
