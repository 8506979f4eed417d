import { describe, expect, it } from '@jest/globals';
import { NOTHING, closingLine, isGreen, strict, sum, tallyOf } from './tally.mjs';

const aTally = (counts) => ({ ...NOTHING, ...counts });
const aSuite = (suite) => ({ failureMessage: null, numFailingTests: 0, testResults: [], ...suite });
const aRun = (run) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  wasInterrupted: false,
  testResults: [],
  ...run,
});

describe('the closing line', () => {
  it('gives what passed and failed', () => {
    expect(closingLine(aTally({ passed: 12 }))).toBe('12 passed, 0 failed');
  });

  it('names what was skipped only if something was', () => {
    expect(closingLine(aTally({ passed: 12, failed: 1, skipped: 3 }))).toBe('12 passed, 1 failed, 3 skipped');
  });
});

describe('the verdict', () => {
  it('is green when something passed and nothing failed', () => {
    expect(isGreen(aTally({ passed: 1 }))).toBe(true);
    expect(isGreen(aTally({ passed: 1, failed: 1 }))).toBe(false);
  });

  it('is not green when nothing ran', () => {
    expect(isGreen(NOTHING)).toBe(false);
  });

  it('on a build server takes a skipped test for a failed one', () => {
    expect(strict(aTally({ passed: 5, failed: 1, skipped: 2 }))).toEqual(aTally({ passed: 5, failed: 3 }));
  });

  it('sums over stages', () => {
    const unit = aTally({ passed: 5, skipped: 1, skippedNames: ['a'] });
    const e2e = aTally({ passed: 2, failed: 1, skipped: 1, skippedNames: ['b'] });
    expect(sum([unit, e2e])).toEqual({ passed: 7, failed: 1, skipped: 2, skippedNames: ['a', 'b'] });
  });
});

describe('counting a jest run', () => {
  it('takes over the counts of tests', () => {
    const run = aRun({
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [aSuite({ numFailingTests: 1, failureMessage: '●' })],
    });
    expect(tallyOf(run)).toEqual(aTally({ passed: 3, failed: 1 }));
  });

  it('counts a suite that did not even run its tests as a failure', () => {
    expect(tallyOf(aRun({ testResults: [aSuite({ failureMessage: 'SyntaxError' })] }))).toEqual(aTally({ failed: 1 }));
  });

  it('counts a run that was broken off as a failure', () => {
    expect(tallyOf(aRun({ numPassedTests: 3, wasInterrupted: true }))).toEqual(aTally({ passed: 3, failed: 1 }));
  });

  it('names the tests that were skipped or are yet to be written', () => {
    const testResults = [
      aSuite({
        testResults: [
          { status: 'passed', fullName: 'a' },
          { status: 'pending', fullName: 'b' },
          { status: 'todo', fullName: 'c' },
        ],
      }),
    ];
    const run = aRun({ numPassedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults });
    expect(tallyOf(run)).toEqual(aTally({ passed: 1, skipped: 2, skippedNames: ['b', 'c'] }));
  });
});
