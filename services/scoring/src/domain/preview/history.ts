import type { ScorableEvent } from '@smarketing/agreement';
import { coolOffUntil, evidenceFrom } from '../fences.ts';
import { hasObjected } from '../has-objected.ts';
import type { CycleEnd, LeadScore } from '../lead-score.ts';
import { withRobotsMarked } from '../mail-robots.ts';

/** What a preview needs to know of one lead. */
export type History = {
  readonly leadId: string;
  /** As it is now: what was known of the person then is not kept. */
  readonly profile: object;
  readonly isObjected: boolean;
  /** All that counts, by the instant at which it counts. */
  readonly evidence: readonly ScorableEvent[];
  /** At an instant, epoch ms: what of the evidence can qualify lies after the answer. */
  readonly evidenceFromMs: (atMs: number) => number | undefined;
  /** At an instant, epoch ms: until when only a raised hand qualifies, as was promised when the lead came back. */
  readonly coolOffUntilMs: (atMs: number) => number | undefined;
  /** How cycles that marketing had begun ended, by when they began; epoch ms. */
  readonly ended: readonly { readonly startedAtMs: number; readonly outcome: CycleEnd }[];
};

export function historyOf(leadId: string, lead: LeadScore, evidence: readonly ScorableEvent[]): History {
  return {
    leadId,
    profile: lead.profile.fields,
    isObjected: hasObjected(lead.consent.statements),
    evidence: withRobotsMarked(evidence),
    evidenceFromMs: (atMs) => evidenceFrom(lead, atMs),
    coolOffUntilMs: (atMs) => coolOffUntil({ ...lead, fences: lead.fences.filter((fence) => fence.atMs <= atMs) }),
    ended: lead.earlier
      .filter(({ origin }) => origin === 'marketing')
      .map(({ startedAtMs, outcome }) => ({ startedAtMs, outcome })),
  };
}
