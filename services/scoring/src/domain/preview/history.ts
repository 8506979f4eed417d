import type { ScorableEvent } from '@smarketing/agreement';
import { coolOffUntil, evidenceFrom } from '../fences.ts';
import { hasObjected } from '../has-objected.ts';
import type { CycleEnd, LeadScore } from '../lead-score.ts';
import type { ProfileSnapshot } from '../profile-snapshot.ts';
import { profilesOver, type ProfilesOver } from './profiles-over.ts';

/** What a preview needs to know of one lead beside what it did. */
export type Person = ProfilesOver & {
  readonly leadId: string;
  readonly isObjected: boolean;
  /** At an instant, epoch ms: what of the evidence can qualify lies after the answer. */
  readonly evidenceFromMs: (atMs: number) => number | undefined;
  /** At an instant, epoch ms: until when only a raised hand qualifies, as was promised when the lead came back. */
  readonly coolOffUntilMs: (atMs: number) => number | undefined;
  /** How cycles that marketing had begun ended, by when they began; epoch ms. */
  readonly ended: readonly { readonly startedAtMs: number; readonly outcome: CycleEnd }[];
};

/** A person at a first glance: which types of events there are, and how many of each, of so far back as signals are asked for. */
export type Glance = Person & { readonly did: Readonly<Record<string, number>> };

/** All that counts, by the instant at which it counts. */
export type History = Person & { readonly evidence: readonly ScorableEvent[] };

export function personOf(leadId: string, lead: LeadScore, snapshots: readonly ProfileSnapshot[]): Person {
  return {
    leadId,
    ...profilesOver(lead.profile.fields, snapshots),
    isObjected: hasObjected(lead.consent.statements),
    evidenceFromMs: (atMs) => evidenceFrom(lead, atMs),
    coolOffUntilMs: (atMs) => coolOffUntil({ ...lead, fences: lead.fences.filter((fence) => fence.atMs <= atMs) }),
    ended: lead.earlier
      .filter(({ origin, outcome }) => origin === 'marketing' && outcome !== 'superseded')
      .map(({ startedAtMs, outcome }) => ({ startedAtMs, outcome })),
  };
}
