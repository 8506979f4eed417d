import type { CarryOver, ScorableEvent, Tallies } from '@smarketing/agreement';
import { engagementRecorded, type CloudEvent, type DataOf } from '@smarketing/contracts';
import type { Attempted } from '../domain/hunch/attempted.ts';
import type { Excerpt } from '../domain/preview/excerpt.ts';
import type { Glance } from '../domain/preview/history.ts';
import { SweptState } from '@smarketing/messaging';
import { withRobotsMarked } from '../domain/mail-robots.ts';
import { mailSignOf } from '../domain/mail-sign.ts';
import { newLeadAtHand, type LeadAtHand, type LeadScore } from '../domain/lead-score.ts';

/**
 * Scores per lead, and the evidence that they are folded from. Tallies of an older version are carried over while they are loaded,
 * where a part of the evidence is enough for it. Loading finds out which events of the batch are evidence already,
 * fetches the whole evidence of leads whose tallies are of another version than the newest, doubtful, or being built
 * again, and of all others what belongs to the mails of the batch; saving adds what is new, and notes of each profile when it was
 * told. Evidence of an earlier generation of its lead is forgotten: it
 * stays, for what scoring had noted of it, and counts nowhere.
 */
export abstract class LeadScores extends SweptState<LeadAtHand> {
  override initial(): LeadAtHand {
    return newLeadAtHand();
  }

  /** As last committed; null for a lead that nothing is known of. */
  abstract find(leadId: string): Promise<LeadScore | null>;

  /** What had occurred by an instant (epoch ms), the oldest first. */
  abstract evidence(leadId: string, untilMs: number): Promise<readonly ScorableEvent[]>;

  /** Every lead to whom anything happened within the excerpt's span, some hundred at a time. */
  abstract glances(excerpt: Excerpt): AsyncIterable<readonly Glance[]>;

  /** What the excerpt has of the evidence of some leads, of each the oldest first; of nobody who is unknown. */
  abstract excerpts(
    leadIds: readonly string[],
    excerpt: Excerpt,
  ): Promise<ReadonlyMap<string, readonly ScorableEvent[]>>;

  /** Everybody who is known, some hundred at a time, and what came of them. */
  abstract everybody(): AsyncIterable<readonly Attempted[]>;
}

/** The newest version of the agreement that is due; null before there is one. */
export type NewestVersion = () => number | null;

/** How tallies of one version of the agreement become those of another without all of the evidence; null: they are folded anew. */
export type Carrying = (from: number, to: number) => CarryOver | null;

/** Null where the tallies are current, or only a fold of the whole evidence makes them so. */
export function carryOverOf({ tallies }: LeadScore, newest: number | null, carrying: Carrying): CarryOver | null {
  if (newest === null || tallies.rebuild || tallies.version < 0 || tallies.version >= newest) return null;
  return carrying(tallies.version, newest);
}

/** `evidence`: all of the lead's, where the changed rules read any. */
export function carried(tallies: Tallies, over: CarryOver, evidence: readonly ScorableEvent[]): Tallies {
  return over.carry(tallies, withRobotsMarked(evidence));
}

export function needsEvidence({ tallies }: LeadScore, newestVersion: number | null): boolean {
  return tallies.rebuild || tallies.version !== newestVersion;
}

export function eventIdsOf(events: readonly CloudEvent[]): string[] {
  return [...new Set(events.flatMap((event) => eventIdOf(event) ?? []))];
}

/** The leads of which the batch tells evidence that was forgotten. */
export function leadsToldAgain(events: readonly CloudEvent[], known: LeadAtHand['atHand']['known']): Set<string> {
  const told = events.filter((event) => {
    const id = eventIdOf(event);
    return id !== undefined && known.has(id) && known.get(id)?.forgotten !== null;
  });
  return new Set(told.map(({ subject }) => subject));
}

/** A mail to a lead that some event of the batch belongs to. */
export type NamedMail = { readonly lead: string; readonly messageId: string };

/** Each once. */
export function mailsNamedIn(events: readonly CloudEvent[]): NamedMail[] {
  const named = new Map<string, NamedMail>();
  for (const { type, data, subject: lead } of events) {
    if (type !== engagementRecorded.type) continue;
    const { type: kind, properties } = data as DataOf<typeof engagementRecorded>;
    const sign = mailSignOf({ type: kind, properties: properties as NonNullable<ScorableEvent['properties']> });
    if (sign !== null) named.set(JSON.stringify([lead, sign.messageId]), { lead, messageId: sign.messageId });
  }
  return [...named.values()];
}

/** Of one lead: its evidence by the mails that it belongs to. */
export function byMail(evidence: readonly ScorableEvent[]): ReadonlyMap<string, readonly ScorableEvent[]> {
  const mails = new Map<string, ScorableEvent[]>();
  for (const event of evidence) {
    const sign = mailSignOf(event);
    if (sign === null) continue;
    const mail = mails.get(sign.messageId);
    if (mail === undefined) mails.set(sign.messageId, [event]);
    else mail.push(event);
  }
  return mails;
}

function eventIdOf({ type, data }: CloudEvent): string | undefined {
  return type === engagementRecorded.type ? (data as DataOf<typeof engagementRecorded>).eventId : undefined;
}

/** As it is kept, once what is at hand is written down as well. */
export function storedOf({ atHand, ...lead }: LeadAtHand): LeadScore {
  return { ...lead, noted: lead.noted + atHand.added.length };
}
