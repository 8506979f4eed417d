import { writeFileSync } from 'node:fs';
import { tallyOf } from './tally.mjs';

/** A jest reporter that leaves the counts of the run in the file that `TEST_TALLY_FILE` names. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    writeFileSync(process.env.TEST_TALLY_FILE, JSON.stringify(tallyOf(results)));
  }
}
