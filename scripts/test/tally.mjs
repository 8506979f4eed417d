/** What a stage of the test run came to. `skippedNames` are the tests that were left out, in full words. */
export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0, skippedNames: [] });

/** @param {{ passed: number, failed: number, skipped: number, skippedNames: string[] }[]} tallies */
export function sum(tallies) {
  return tallies.reduce(
    (total, tally) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
      skippedNames: [...total.skippedNames, ...tally.skippedNames],
    }),
    NOTHING,
  );
}

/** On a build server everything has to run, so what was skipped counts as failed there. */
export function strict(tally) {
  return { ...tally, failed: tally.failed + tally.skipped, skipped: 0 };
}

/** Passed means: something ran, and nothing failed. */
export function isGreen({ passed, failed }) {
  return failed === 0 && passed > 0;
}

/** The last line of `npm test`, for programs that read it: `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts a finished jest run. A suite that failed without a failing test of its own (it did not compile, a hook of
 * its end threw) and a run that was broken off count as a failure each.
 * @param {import('@jest/reporters').AggregatedResult} results
 */
export function tallyOf(results) {
  const suites = results.testResults;
  const silentFailures = suites.filter((suite) => suite.failureMessage && suite.numFailingTests === 0).length;
  const brokenOff = results.runExecError || results.wasInterrupted ? 1 : 0;
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + silentFailures + brokenOff,
    skipped: results.numPendingTests + results.numTodoTests,
    skippedNames: suites
      .flatMap((suite) => suite.testResults)
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => fullName),
  };
}
