import { expect, test } from "vitest";
import { tallyLine, tallyStep } from "./count-tests.ts";

test("passed and failed tests are taken as reported", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 2,
    testResults: [{ status: "failed", assertionResults: [{}] }],
  };
  expect(tallyStep(false, report)).toEqual({ passedCount: 3, failedCount: 2 });
});

test("a file that could not be loaded is a failure, although it ran no test", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    testResults: [{ status: "failed", assertionResults: [] }],
  };
  expect(tallyStep(false, report)).toEqual({ passedCount: 3, failedCount: 1 });
});

test("a run that failed outside its tests is a failure, and so is one that wrote no report", () => {
  const report = { numPassedTests: 3, numFailedTests: 0, testResults: [] };
  expect(tallyStep(true, report)).toEqual({ passedCount: 3, failedCount: 0 });
  expect(tallyStep(false, report)).toEqual({ passedCount: 3, failedCount: 1 });
  expect(tallyStep(true, null)).toEqual({ passedCount: 0, failedCount: 1 });
});

test("a step without tests counts as one", () => {
  expect(tallyStep(true, "none")).toEqual({ passedCount: 1, failedCount: 0 });
  expect(tallyStep(false, "none")).toEqual({ passedCount: 0, failedCount: 1 });
});

test("the last line sums every tally", () => {
  const tallies = [
    { passedCount: 3, failedCount: 1 },
    { passedCount: 4, failedCount: 0 },
  ];
  expect(tallyLine(tallies)).toBe("7 passed, 1 failed");
});
