import { enrol, exit, holdByRung, mayContact, pause, release, resume } from './enrolment.ts';
import type { Outcome } from './enrolment.ts';
import { barTo, isWithSales, wantsDefaultTrack } from './may-nurture.ts';
import type { Moment } from './moment.ts';

/**
 * What follows for nurture from all that is known now. Called after every event, so that it does not matter in which order
 * consent, deals, cycles and scores arrive.
 */
export function settle(given: Outcome, moment: Moment): Outcome {
  const { nurture } = moment.agreement.document;
  const bar = barTo(given.lead, nurture);
  if (bar !== null) return exit(given, bar, moment);
  if (!mayContact(moment)) return holdByRung(enrolledByDefault(given, moment), moment);
  const free = release(given, moment);
  const works = isWithSales(free.lead);
  if (works && nurture.pauseWhileSalesWorks) return pause(free, 'with-sales', moment);
  return enrolledByDefault(resume(free, moment), moment);
}

function enrolledByDefault(outcome: Outcome, moment: Moment): Outcome {
  const { nurture } = moment.agreement.document;
  if (!wantsDefaultTrack(outcome.lead, moment)) return outcome;
  const cause = {
    ...{ track: nurture.defaultTrack, reason: 'nurture', causeId: moment.inputId, causedAtMs: moment.nowMs },
    ...{ cycleId: null, wakeAtMs: null },
  };
  return enrol(outcome, cause, moment);
}
