import { leadEnrolled, nurtureExited, nurturePaused } from '@smarketing/contracts';
import { decisionId, emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import type { FeedbackLead } from './feedback-lead.ts';
import { iso } from './moment.ts';
import type { Moment } from './moment.ts';

/** Being on a track of the agreement's. One at a time: a lead gets one plan. */
export type Enrolment = {
  readonly enrolmentId: string;
  readonly track: string;
  /** A reason code, or `nurture` where no rule qualified the lead. */
  readonly reason: string;
  /** The statement that led here. */
  readonly causeId: string;
  readonly causedAtMs: number;
  readonly sinceMs: number;
  readonly cycleId: string | null;
  /** The next step counts from here: the enrolment, the step before, or the end of a pause. */
  readonly baseMs: number;
  /** Steps of the track that are done. */
  readonly stepsDone: number;
  /** Everything that fell due, waking included: numbers the steps as they are told. */
  readonly told: number;
  readonly wakeAtMs: number | null;
  readonly woken: boolean;
  readonly pausedBecause: string | null;
};

/** What a decision comes to. */
export type Outcome = { readonly lead: FeedbackLead; readonly emits: readonly Emit[] };

export type EnrolmentCause = Pick<Enrolment, 'track' | 'reason' | 'causeId' | 'causedAtMs' | 'cycleId' | 'wakeAtMs'>;

/** Puts the lead on a track; from another one it goes over. */
export function enrol(outcome: Outcome, cause: EnrolmentCause, moment: Moment): Outcome {
  const { lead, emits } = outcome.lead.enrolment === null ? outcome : exit(outcome, 'superseded', moment);
  const enrolment: Enrolment = {
    enrolmentId: decisionId(moment.inputId, 'enrolment', cause.track),
    ...cause,
    ...{ sinceMs: moment.nowMs, baseMs: moment.nowMs },
    ...{ stepsDone: 0, told: 0, woken: false, pausedBecause: null },
  };
  return { lead: { ...lead, enrolment }, emits: [...emits, saysEnrolled(enrolment, false, moment)] };
}

export function exit({ lead, emits }: Outcome, because: string, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null) return { lead, emits };
  const said = emit(
    nurtureExited,
    moment.leadId,
    { ...named(enrolment), at: iso(moment.nowMs), because },
    moment.receivedAt,
  );
  const lastExit = { atMs: moment.nowMs, because, track: enrolment.track };
  return { lead: { ...lead, enrolment: null, lastExit }, emits: [...emits, said] };
}

/** Marketing keeps still while sales works the lead. */
export function pause({ lead, emits }: Outcome, because: string, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null || enrolment.pausedBecause !== null) return { lead, emits };
  const said = emit(
    nurturePaused,
    moment.leadId,
    { ...named(enrolment), at: iso(moment.nowMs), because },
    moment.receivedAt,
  );
  return { lead: { ...lead, enrolment: { ...enrolment, pausedBecause: because } }, emits: [...emits, said] };
}

/** The track goes on where it stood, a whole step after the pause; said as an enrolment that is `resumed`. */
export function resume({ lead, emits }: Outcome, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null || enrolment.pausedBecause === null) return { lead, emits };
  const resumed: Enrolment = { ...enrolment, pausedBecause: null, baseMs: moment.nowMs };
  return { lead: { ...lead, enrolment: resumed }, emits: [...emits, saysEnrolled(resumed, true, moment)] };
}

function saysEnrolled(enrolment: Enrolment, resumed: boolean, moment: Moment): Emit {
  const { reason, cycleId, wakeAtMs } = enrolment;
  const data = {
    ...named(enrolment),
    at: iso(moment.nowMs),
    reason,
    resumed,
    ...(cycleId === null ? {} : { cycleId }),
    wakeAt: wakeAtMs === null ? null : iso(wakeAtMs),
  };
  return emit(leadEnrolled, moment.leadId, data, moment.receivedAt);
}

function named({ enrolmentId, track }: Enrolment): { readonly enrolmentId: string; readonly track: string } {
  return { enrolmentId, track };
}
