import { allowanceOf } from '@smarketing/agreement';
import { leadEnrolled, nurtureExited, nurturePaused } from '@smarketing/contracts';
import { decisionId, emit } from '@smarketing/messaging';
import type { Emit } from '@smarketing/messaging';
import type { FeedbackLead } from './feedback-lead.ts';
import { DAY_MS, iso } from './moment.ts';
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
  /** False while marketing automation was never told to begin, since no rung let it; rows of before the ladder were begun. */
  readonly begun?: boolean | undefined;
  /** While a rung that contacts nobody holds it: when to look again. Nobody tells a lead that an agreement was signed. */
  readonly askAgainAtMs?: number | null | undefined;
  /** Since when it is held so: that time is none of the track's. */
  readonly heldSinceMs?: number | null | undefined;
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
    ...{ begun: mayContact(moment), askAgainAtMs: null },
  };
  return { lead: { ...lead, enrolment }, emits: [...emits, saysEnrolled(enrolment, false, moment)] };
}

export function exit({ lead, emits }: Outcome, because: string, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null) return { lead, emits };
  const said = emit(
    nurtureExited,
    moment.leadId,
    { ...named(enrolment), ...ending(enrolment, moment), at: iso(moment.nowMs), because },
    moment.receivedAt,
  );
  const lastExit = { atMs: moment.nowMs, because, track: enrolment.track };
  return { lead: { ...lead, enrolment: null, lastExit }, emits: [...emits, said] };
}

/** Marketing keeps still while sales works the lead; said once, however many reasons there come to be. */
export function pause({ lead, emits }: Outcome, because: string, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null) return { lead, emits };
  const paused: Enrolment = { ...enrolment, pausedBecause: because, askAgainAtMs: null };
  if (enrolment.pausedBecause !== null) return { lead: { ...lead, enrolment: paused }, emits };
  const said = emit(
    nurturePaused,
    moment.leadId,
    { ...named(enrolment), ...ending(enrolment, moment), at: iso(moment.nowMs), because },
    moment.receivedAt,
  );
  return { lead: { ...lead, enrolment: paused }, emits: [...emits, said] };
}

const ASK_AGAIN_MS = DAY_MS;

/** On a rung that contacts nobody tracks stand still, whatever else they wait for. */
export function holdByRung(given: Outcome, moment: Moment): Outcome {
  const asksAtMs = given.lead.enrolment?.askAgainAtMs ?? -Infinity;
  const heldSinceMs = given.lead.enrolment?.heldSinceMs ?? moment.nowMs;
  const { lead, emits } = pause(given, `rung-${moment.agreement.document.ladder}`, moment);
  if (lead.enrolment === null) return { lead, emits };
  const askAgainAtMs = asksAtMs > moment.nowMs ? asksAtMs : moment.nowMs + ASK_AGAIN_MS;
  return { lead: { ...lead, enrolment: { ...lead.enrolment, askAgainAtMs, heldSinceMs } }, emits };
}

/** The rung holds it no longer: its end is as far away as when it was stopped. */
export function release({ lead, emits }: Outcome, { nowMs }: Moment): Outcome {
  const { enrolment } = lead;
  const heldSinceMs = enrolment?.heldSinceMs ?? null;
  if (enrolment === null || heldSinceMs === null) return { lead, emits };
  const sinceMs = enrolment.sinceMs + nowMs - heldSinceMs;
  return { lead: { ...lead, enrolment: { ...enrolment, sinceMs, heldSinceMs: null } }, emits };
}

/**
 * The track goes on where it stood, a whole step after the pause; said as an enrolment that is `resumed`. One that marketing
 * automation was never told to begin begins now.
 */
export function resume({ lead, emits }: Outcome, moment: Moment): Outcome {
  const { enrolment } = lead;
  if (enrolment === null || enrolment.pausedBecause === null) return { lead, emits };
  const { begun = true, sinceMs } = enrolment;
  const resumed: Enrolment = {
    ...{ ...enrolment, pausedBecause: null, askAgainAtMs: null, begun: true },
    ...{ baseMs: moment.nowMs, sinceMs: begun ? sinceMs : moment.nowMs },
  };
  return { lead: { ...lead, enrolment: resumed }, emits: [...emits, saysEnrolled(resumed, begun, moment)] };
}

function saysEnrolled(enrolment: Enrolment, resumed: boolean, moment: Moment): Emit {
  const { reason, cycleId, wakeAtMs } = enrolment;
  const data = {
    ...named(enrolment),
    ...onRung(moment),
    at: iso(moment.nowMs),
    reason,
    resumed,
    ...(cycleId === null ? {} : { cycleId }),
    wakeAt: wakeAtMs === null ? null : iso(wakeAtMs),
  };
  return emit(leadEnrolled, moment.leadId, data, moment.receivedAt);
}

export const mayContact = ({ agreement }: Moment): boolean => allowanceOf(agreement.document.ladder).nurtures;

/** What is said to marketing automation: on which rung, and whether it is to act on it. */
export const onRung = (moment: Moment) => ({ rung: moment.agreement.document.ladder, act: mayContact(moment) });

/** What was begun on a higher rung may be ended on any. */
const ending = ({ begun = true }: Enrolment, moment: Moment) => ({ ...onRung(moment), act: begun });

function named({ enrolmentId, track }: Enrolment): { readonly enrolmentId: string; readonly track: string } {
  return { enrolmentId, track };
}
