import { nurtureStepDue } from '@smarketing/contracts';
import { emit } from '@smarketing/messaging';
import { exit, onRung } from './enrolment.ts';
import type { Enrolment, Outcome } from './enrolment.ts';
import { iso } from './moment.ts';
import type { Moment } from './moment.ts';
import { nextDue, withMail } from './timetable.ts';
import type { Due } from './timetable.ts';

/**
 * Says everything that is due. A step counts from the instant at which the one before was said, so an outage makes a track
 * late and never crowded. Waking is a step of the kind `wake`: marketing writes to the lead that the time has come, and what
 * the lead does then qualifies it again or does not; the track goes on until its sunset.
 */
export function announceDue(given: Outcome, moment: Moment): Outcome {
  const { nurture } = moment.agreement.document;
  let outcome = given;
  for (;;) {
    const due = nextDue(outcome.lead, nurture);
    const { enrolment } = outcome.lead;
    if (due === null || enrolment === null || due.what === 'ask-again' || due.atMs > moment.nowMs) return outcome;
    outcome = due.what === 'sunset' ? exit(outcome, 'sunset', moment) : tell(outcome, enrolment, due, moment);
  }
}

function tell({ lead, emits }: Outcome, enrolment: Enrolment, { what, kind }: Due, moment: Moment): Outcome {
  const { enrolmentId, track, reason } = enrolment;
  const told = enrolment.told + 1;
  const data = { ...onRung(moment), enrolmentId, track, reason, at: iso(moment.nowMs), step: told, kind };
  const said = emit(nurtureStepDue, moment.leadId, data, moment.receivedAt);
  const next: Enrolment =
    what === 'wake'
      ? { ...enrolment, told, woken: true }
      : { ...enrolment, told, stepsDone: enrolment.stepsDone + 1, baseMs: moment.nowMs };
  const { limits } = moment.agreement.document.nurture;
  const mailsAtMs = kind === 'mail' ? withMail(lead.mailsAtMs, moment.nowMs, limits) : lead.mailsAtMs;
  return { lead: { ...lead, enrolment: next, mailsAtMs }, emits: [...emits, said] };
}
