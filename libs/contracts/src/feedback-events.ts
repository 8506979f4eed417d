import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { instant, onRung } from './shapes.ts';

const enrolment = {
  ...onRung,
  track: z.string(),
  at: instant,
  /** The same in everything that is said of one enrolment. */
  enrolmentId: z.string().optional(),
};

/** Starts marketing automation's own workflow: Smarketing sends no campaign mail. */
export const leadEnrolled = defineEvent(
  'lead.enrolled',
  'smarketing.nurture.v1',
  z.looseObject({
    ...enrolment,
    /** A reason code of the agreement, or `nurture` where no rule qualified the lead. */
    reason: z.string(),
    /** True where a pause is over and the track goes on. */
    resumed: z.boolean().optional(),
    cycleId: z.string().optional(),
    /** When the track wakes the lead by itself. */
    wakeAt: instant.nullable(),
  }),
);

/** `kind` is mail, task or wake; `step` counts from 1 within the enrolment. Mails keep within the agreement's limits. */
export const nurtureStepDue = defineEvent(
  'nurture.step_due',
  'smarketing.nurture.v1',
  z.looseObject({ ...enrolment, step: z.int(), kind: z.string(), reason: z.string().optional() }),
);

/** While sales works the lead, or on a rung that contacts nobody, marketing keeps still. */
export const nurturePaused = defineEvent(
  'nurture.paused',
  'smarketing.nurture.v1',
  z.looseObject({ ...enrolment, because: z.string() }),
);

/** Because of won, deal, opt-out, disqualified, do-not-contact, sunset, or superseded by another track. */
export const nurtureExited = defineEvent(
  'nurture.exited',
  'smarketing.nurture.v1',
  z.looseObject({ ...enrolment, because: z.string() }),
);

/** Sales gave the lead back: only evidence newer than `evidenceFrom` can qualify it again. */
export const leadRecycled = defineEvent(
  'lead.recycled',
  'smarketing.nurture.v1',
  z.looseObject({
    ...onRung,
    cycleId: z.string(),
    reason: z.string(),
    track: z.string(),
    at: instant,
    evidenceFrom: instant,
    /** Before it, only a raised hand qualifies. */
    coolOffUntil: instant,
  }),
);
