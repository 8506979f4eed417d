import type { AgreementDocument } from '@smarketing/agreement';
import type { Enrolment } from './enrolment.ts';
import type { FeedbackLead } from './feedback-lead.ts';
import { DAY_MS } from './moment.ts';

type Nurture = AgreementDocument['nurture'];
type Track = Nurture['tracks'][number];

export type Due = {
  readonly what: 'sunset' | 'wake' | 'step' | 'ask-again';
  readonly kind: string;
  readonly atMs: number;
};

/**
 * What time alone brings next to an enrolled lead; null while sales works it, or where nothing is to come. While the rung holds its
 * track, that is to look again whether it still does.
 */
export function nextDue(lead: FeedbackLead, nurture: Nurture): Due | null {
  const { enrolment } = lead;
  if (enrolment === null) return null;
  if (enrolment.pausedBecause !== null) {
    const { askAgainAtMs = null } = enrolment;
    return askAgainAtMs === null ? null : { what: 'ask-again', kind: 'ask-again', atMs: askAgainAtMs };
  }
  const { sinceMs, wakeAtMs, woken } = enrolment;
  // A track that sleeps for three years ends a year after it woke, not before.
  const sunsetAtMs = Math.max(sinceMs, wakeAtMs ?? sinceMs) + nurture.sunsetAfterDays * DAY_MS;
  const dues: Due[] = [{ what: 'sunset', kind: 'sunset', atMs: sunsetAtMs }];
  if (wakeAtMs !== null && !woken) dues.push({ what: 'wake', kind: 'wake', atMs: wakeAtMs });
  const track = nurture.tracks.find(({ id }) => id === enrolment.track);
  const step = track === undefined ? null : nextStep(enrolment, track, stageOf(lead));
  if (step !== null) {
    const plannedMs = enrolment.baseMs + step.afterDays * DAY_MS;
    const atMs = step.kind === 'mail' ? Math.max(plannedMs, earliestMail(lead.mailsAtMs, nurture.limits)) : plannedMs;
    dues.push({ what: 'step', kind: step.kind, atMs });
  }
  const [first] = dues.toSorted((a, b) => a.atMs - b.atMs);
  // Days may be fractions, timers are whole milliseconds.
  return first === undefined ? null : { ...first, atMs: Math.ceil(first.atMs) };
}

type Step = { readonly afterDays: number; readonly kind: string };

function nextStep({ stepsDone }: Enrolment, track: Track, stage: string | null): Step | null {
  const listed = track.steps[stepsDone];
  if (listed !== undefined) return listed;
  const repeat = track.repeatEveryDays;
  if (repeat !== undefined) return { afterDays: repeat, kind: track.steps.at(-1)?.kind ?? 'mail' };
  const paces = new Map(Object.entries(track.paceByStage ?? {}));
  if (paces.size === 0) return null;
  // Of somebody whose stage is not known, the slowest pace asks the least.
  return { afterDays: paces.get(stage ?? '') ?? Math.max(...paces.values()), kind: 'mail' };
}

/** The buyer's stage as scoring last saw it. */
function stageOf({ standings }: FeedbackLead): string | null {
  return (
    Object.values(standings)
      .toSorted((a, b) => a.atMs - b.atMs)
      .at(-1)?.stage ?? null
  );
}

/** From when one more mail keeps within every limit; −∞ where none is near. `mailsAtMs` is in order. */
export function earliestMail(mailsAtMs: readonly number[], limits: Nurture['limits']): number {
  return Math.max(
    ...limits.map(({ mails, perDays }) => (mailsAtMs.at(-mails) ?? -Infinity) + perDays * DAY_MS),
    -Infinity,
  );
}

/** Mails further back than any limit looks are forgotten. */
export function withMail(mailsAtMs: readonly number[], atMs: number, limits: Nurture['limits']): number[] {
  const furthestMs = Math.max(0, ...limits.map(({ perDays }) => perDays)) * DAY_MS;
  return [...mailsAtMs, atMs].filter((each) => each > atMs - furthestMs);
}
