/** The part of a report of vitest's JSON reporter that is counted. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

export interface Tally {
  readonly passedCount: number;
  readonly failedCount: number;
}

/** What one step did: one for itself, or its tests where it wrote a report. `report` is null where it should have and did not. */
export function tallyStep(isPassed: boolean, report: TestReport | "none" | null): Tally {
  if (report === "none") return { passedCount: isPassed ? 1 : 0, failedCount: isPassed ? 0 : 1 };
  if (report === null) return { passedCount: 0, failedCount: 1 };
  const tally = countTests(report);
  // An error outside every test ends the run with a failure that no test shows.
  return isPassed || tally.failedCount > 0 ? tally : { ...tally, failedCount: 1 };
}

/** Tests of one report. A file that broke before its first test counts as one failed test, for none of its own is counted. */
function countTests(report: TestReport): Tally {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return { passedCount: report.numPassedTests, failedCount: report.numFailedTests + brokenFiles.length };
}

/** The sum of tallies as the last line of a CI run says it. */
export function tallyLine(tallies: readonly Tally[]): string {
  const passedCount = tallies.reduce((sum, tally) => sum + tally.passedCount, 0);
  const failedCount = tallies.reduce((sum, tally) => sum + tally.failedCount, 0);
  return `${passedCount} passed, ${failedCount} failed`;
}
